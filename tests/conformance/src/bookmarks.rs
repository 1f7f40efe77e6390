//! Bookmark managers whose bookmarks the suite supplies and consumes.

use std::sync::Arc;

use graph_core::{Bookmarks, MemoryBookmarks};
use serde_json::{Value as Json, json};

use crate::wire::{Request, Wire};

/// Makes a manager that asks and tells the suite where it wants to be.
pub(crate) fn new_manager(wire: &Arc<Wire>, id: &str, request: &Request) -> MemoryBookmarks {
    let mut manager = MemoryBookmarks::new().starting_with(read(&request.data["initialBookmarks"]));
    if request.data["bookmarksSupplierRegistered"] == true {
        let (wire, id) = (Arc::clone(wire), id.to_owned());
        manager = manager.supplied_by(move || {
            let answer = wire.ask_blocking("BookmarksSupplierRequest", json!({"bookmarkManagerId": id}));
            read(&answer["bookmarks"])
        });
    }
    if request.data["bookmarksConsumerRegistered"] == true {
        let (wire, id) = (Arc::clone(wire), id.to_owned());
        manager = manager.consumed_by(move |bookmarks| {
            let question = json!({"bookmarkManagerId": id, "bookmarks": write(bookmarks)});
            wire.ask_blocking("BookmarksConsumerRequest", question);
        });
    }
    manager
}

pub(crate) fn read(json: &Json) -> Bookmarks {
    Bookmarks::from_raw(json.as_array().into_iter().flatten().filter_map(Json::as_str))
}

pub(crate) fn write(bookmarks: &Bookmarks) -> Json {
    bookmarks.iter().collect()
}
