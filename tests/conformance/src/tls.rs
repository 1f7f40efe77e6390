//! Encryption as the suite configures it: whom to trust and who to be.

use std::fmt;
use std::future::Future;
use std::io::{self, Write};
use std::path::Path;
use std::pin::Pin;
use std::process::{Command, Stdio};
use std::sync::Arc;

use graph_core::{CertificateAuthorities, ClientCertificate, ClientCertificateProvider, DriverBuilder, Trust};
use serde_json::{Value as Json, json};

use crate::failure::Failure;
use crate::wire::Wire;

/// Where the suite keeps the authorities that it names without a directory.
const AUTHORITIES: &str = "/usr/local/share/custom-ca-certificates";

/// Sets up encryption and the client's certificate, where the suite says so.
pub(crate) fn configure(mut builder: DriverBuilder, wire: &Arc<Wire>, data: &Json) -> Result<DriverBuilder, Failure> {
    if data["encrypted"] == true {
        builder = builder.encrypted(trust(data)?);
    }
    if !data["clientCertificate"].is_null() {
        builder = builder.client_certificate(read_certificate(&data["clientCertificate"]).map_err(broken)?);
    }
    if let Some(id) = data["clientCertificateProviderId"].as_str() {
        builder = builder.client_certificate_provider(BySuite { wire: Arc::clone(wire), id: id.to_owned() });
    }
    Ok(builder)
}

fn trust(data: &Json) -> Result<Trust, Failure> {
    let Some(names) = data["trustedCertificates"].as_array() else { return Ok(Trust::System) };
    let mut authorities: Option<CertificateAuthorities> = None;
    for name in names.iter().filter_map(Json::as_str) {
        let read = CertificateAuthorities::from_pem_file(Path::new(AUTHORITIES).join(name)).map_err(broken)?;
        authorities = Some(match authorities {
            Some(others) => others.and(read),
            None => read,
        });
    }
    Ok(authorities.map_or(Trust::Any, Trust::Authorities))
}

fn read_certificate(json: &Json) -> io::Result<ClientCertificate> {
    let data = &json["data"];
    let file = |field: &str| data[field].as_str().unwrap_or_default();
    let Some(password) = data["password"].as_str() else {
        return ClientCertificate::from_pem_files(file("certfile"), file("keyfile")).map_err(io::Error::other);
    };
    let key = decrypted(file("keyfile"), password)?;
    ClientCertificate::from_pem(&std::fs::read(file("certfile"))?, &key).map_err(io::Error::other)
}

/// Decrypts a private key, which the driver refuses to do: so would an application that has an encrypted one.
fn decrypted(file: &str, password: &str) -> io::Result<Vec<u8>> {
    let mut openssl = Command::new("openssl");
    openssl.args(["pkey", "-in", file, "-passin", "stdin"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = openssl.spawn()?;
    if let Some(mut input) = running.stdin.take() {
        input.write_all(password.as_bytes())?;
    }
    let output = running.wait_with_output()?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(io::Error::other("the private key cannot be decrypted"))
    }
}

fn broken(error: impl fmt::Display) -> Failure {
    Failure::Refused { name: "ConfigError", message: error.to_string() }
}

/// Has the suite say which certificate to show.
struct BySuite {
    wire: Arc<Wire>,
    id: String,
}

impl ClientCertificateProvider for BySuite {
    fn certificate(&self) -> Pin<Box<dyn Future<Output = io::Result<Option<ClientCertificate>>> + Send + '_>> {
        Box::pin(async {
            let question = json!({"clientCertificateProviderId": self.id});
            let answer = self.wire.ask("ClientCertificateProviderRequest", question).await;
            if answer["hasUpdate"] == true {
                read_certificate(&answer["clientCertificate"]).map(Some)
            } else {
                Ok(None)
            }
        })
    }
}

impl fmt::Debug for BySuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BySuite").field("id", &self.id).finish_non_exhaustive()
    }
}
