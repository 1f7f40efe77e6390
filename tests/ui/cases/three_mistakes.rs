use graph_orm::prelude::*;

#[derive(Node, Debug)]
#[graph(label = "")]
struct Person {
    #[graph(key)]
    name: Option<String>,
    #[graph(skipp)]
    cached: u64,
}

fn read<T: for<'r> FromRecord<'r> + ToParams + Node>() {}

fn main() {
    // The uses of a type with mistakes are not reported: they may be right once it is.
    read::<Person>();
    println!("{:?}", Person::META);
}
