//! Bookmarks in the headers of `axum`.

use std::convert::Infallible;

use axum_core::extract::FromRequestParts;
use axum_core::response::{IntoResponse, IntoResponseParts, Response, ResponseParts};
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode};

use super::{Bookmarks, InvalidBookmarks};

impl Bookmarks {
    /// The header that carries bookmarks from one service to another, with the feature `axum`.
    pub const HEADER: HeaderName = HeaderName::from_static("graph-bookmarks");
}

impl<S: Sync> FromRequestParts<S> for Bookmarks {
    type Rejection = InvalidBookmarks;

    /// Reads what the caller has seen from its [`HEADER`](Self::HEADER); none without one.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, InvalidBookmarks> {
        let mut all = Self::default();
        for value in parts.headers.get_all(Self::HEADER) {
            let text = value.to_str().map_err(|_| InvalidBookmarks::Malformed)?;
            all = all.union(&text.parse()?);
        }
        Ok(all)
    }
}

impl IntoResponseParts for Bookmarks {
    type Error = Infallible;

    /// Tells the caller what it has to have seen, unless that is nothing.
    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, Infallible> {
        if let Ok(value) = HeaderValue::try_from(self.to_string())
            && !self.is_empty()
        {
            response.headers_mut().insert(Self::HEADER, value);
        }
        Ok(response)
    }
}

impl IntoResponse for InvalidBookmarks {
    /// Answers 400 with the reason.
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, self.to_string()).into_response()
    }
}
