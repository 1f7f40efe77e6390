struct NotDerived {
    name: String,
}

fn rows<T: for<'r> graph_orm::FromRecord<'r>>() -> Vec<T> {
    Vec::new()
}

fn main() {
    let people = rows::<NotDerived>();
    println!("{}", people[0].name);
}
