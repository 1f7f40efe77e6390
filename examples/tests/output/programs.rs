//! The examples as modules, so that a test calls what their `main` calls.

macro_rules! programs {
    ($($path:literal as $name:ident;)*) => {$(
        #[path = $path]
        #[expect(dead_code, reason = "`main` is for the program")]
        pub(crate) mod $name;
    )*};
}

programs! {
    "../../articles.rs" as articles;
    "../../async_iteration.rs" as async_iteration;
    "../../bank_transfer.rs" as bank_transfer;
    "../../cargo_graph/main.rs" as cargo_graph;
    "../../companies.rs" as companies;
    "../../connect.rs" as connect;
    "../../eager.rs" as eager;
    "../../employees.rs" as employees;
    "../../failover.rs" as failover;
    "../../movies/main.rs" as movies;
    "../../quickstart.rs" as quickstart;
    "../../reactive.rs" as reactive;
    "../../subscribe.rs" as subscribe;
}
