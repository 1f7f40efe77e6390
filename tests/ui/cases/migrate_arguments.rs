fn main() {
    let _ = graph_orm::migrate!("./no/such/folder");
    let _ = graph_orm::migrate!(migrations);
    let _ = graph_orm::migrate!("./migrations", 3);
}
