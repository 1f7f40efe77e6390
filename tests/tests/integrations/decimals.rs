//! rust_decimal.

use graph_core::value::Value;
use rust_decimal::Decimal;

use super::{decoded, same};

#[test]
fn a_decimal_is_its_text_to_the_last_digit() {
    for text in ["0.10", "-1234567890.0000000001", "79228162514264337593543950335", "0"] {
        let number: Decimal = text.parse().expect("a decimal number");
        same(&number, &text);
    }
    assert_eq!(decoded::<Decimal>(&i64::MIN), Ok(Decimal::from(i64::MIN)));
    assert_eq!(decoded::<Option<Decimal>>(&Value::Null), Ok(None));
}

#[test]
fn what_is_no_exact_decimal_is_an_error() {
    let unfit = "the STRING is no number that a rust_decimal::Decimal holds exactly";
    for text in ["", "1,5", "abc", "79228162514264337593543950336", "0.00000000000000000000000000001", "NaN"] {
        assert_eq!(decoded::<Decimal>(&text), Err(unfit.to_owned()), "{text}");
    }
    assert_eq!(decoded::<Decimal>(&0.1), Err("expected STRING, found FLOAT".to_owned()));
}
