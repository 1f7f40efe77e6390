use graph_orm::prelude::*;

struct NotDerived {
    name: String,
}

fn main() {
    let person = NotDerived { name: "Ann".to_owned() };
    println!("{}", person.name);
    let _ = params! { person: person };
}
