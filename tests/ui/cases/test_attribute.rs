#[graph_derive::test]
fn not_asynchronous() {}

#[graph_derive::test]
async fn generic<T>(_: T) {}

#[graph_derive::test]
#[test]
async fn twice() {}

#[graph_derive::test(fixture("people"))]
async fn misspelt() {}

#[graph_derive::test(fixtures("people"), frobnicate)]
async fn unknown() {}

#[graph_derive::test(schema = Person)]
async fn no_list() {}

#[graph_derive::test]
struct NoFunction;

fn main() {}
