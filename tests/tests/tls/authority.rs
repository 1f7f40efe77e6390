//! Certificates for tests.

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, IsCa, Issuer, KeyIdMethod, KeyPair,
    KeyUsagePurpose, RevokedCertParams, SerialNumber, date_time_ymd,
};

/// An authority that signs certificates.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

/// A certificate with its key, both in PEM.
#[derive(Clone)]
pub(crate) struct Certified {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// When a certificate is good.
#[derive(Clone, Copy)]
pub(crate) enum Validity {
    Now,
    Past,
    Future,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = named(name, &[], Validity::Now);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().expect("a key");
        let pem = params.self_signed(&key).expect("a certificate").pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// Returns the authority's own certificate.
    pub(crate) fn pem(&self) -> &[u8] {
        self.pem.as_bytes()
    }

    /// Signs a certificate for these hosts.
    pub(crate) fn certify(&self, hosts: &[&str], validity: Validity) -> Certified {
        self.sign(&named("a server", hosts, validity))
    }

    /// Signs a certificate of this number, for the machine that the test runs on.
    pub(crate) fn certify_numbered(&self, number: u64) -> Certified {
        let mut params = named("a server", &["127.0.0.1"], Validity::Now);
        params.serial_number = Some(SerialNumber::from(number));
        self.sign(&params)
    }

    /// Signs a list that revokes the certificates of these numbers, and is good until the end of a year.
    pub(crate) fn revoke(&self, numbers: &[u64], until: i32) -> Vec<u8> {
        let revoked = |number: &u64| RevokedCertParams {
            serial_number: SerialNumber::from(*number),
            revocation_time: date_time_ymd(2020, 1, 1),
            reason_code: None,
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update: date_time_ymd(2020, 1, 1),
            next_update: date_time_ymd(until, 12, 31),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: numbers.iter().map(revoked).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        list.signed_by(&self.issuer).and_then(|list| list.pem()).expect("a list").into_bytes()
    }

    fn sign(&self, params: &CertificateParams) -> Certified {
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate").pem();
        Certified { certificate, key: key.serialize_pem() }
    }
}

/// Makes a certificate that nobody but its owner signed.
pub(crate) fn self_signed(hosts: &[&str]) -> Certified {
    let key = KeyPair::generate().expect("a key");
    let certificate = named("nobody", hosts, Validity::Now).self_signed(&key).expect("a certificate").pem();
    Certified { certificate, key: key.serialize_pem() }
}

fn named(name: &str, hosts: &[&str], validity: Validity) -> CertificateParams {
    let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let mut params = CertificateParams::new(hosts).expect("names of hosts");
    params.distinguished_name.push(DnType::CommonName, name);
    let (from, until) = match validity {
        Validity::Now => (2020, 4000),
        Validity::Past => (2010, 2011),
        Validity::Future => (3999, 4000),
    };
    (params.not_before, params.not_after) = (date_time_ymd(from, 1, 1), date_time_ymd(until, 1, 1));
    params
}
