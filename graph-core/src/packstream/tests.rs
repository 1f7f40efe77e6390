use super::{PackError, Reader, Token, Writer};

fn written(write: impl FnOnce(&mut Writer<'_>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut Writer::new(&mut bytes));
    bytes
}

#[test]
fn integers_take_their_shortest_form_both_ways() {
    let golden: [(i64, &[u8]); 16] = [
        (0, &[0x00]),
        (127, &[0x7F]),
        (-16, &[0xF0]),
        (-1, &[0xFF]),
        (-17, &[0xC8, 0xEF]),
        (-128, &[0xC8, 0x80]),
        (128, &[0xC9, 0x00, 0x80]),
        (-129, &[0xC9, 0xFF, 0x7F]),
        (32_767, &[0xC9, 0x7F, 0xFF]),
        (-32_768, &[0xC9, 0x80, 0x00]),
        (32_768, &[0xCA, 0x00, 0x00, 0x80, 0x00]),
        (2_147_483_647, &[0xCA, 0x7F, 0xFF, 0xFF, 0xFF]),
        (-2_147_483_648, &[0xCA, 0x80, 0x00, 0x00, 0x00]),
        (2_147_483_648, &[0xCB, 0, 0, 0, 0, 0x80, 0, 0, 0]),
        (i64::MAX, &[0xCB, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
        (i64::MIN, &[0xCB, 0x80, 0, 0, 0, 0, 0, 0, 0]),
    ];
    for (value, bytes) in golden {
        assert_eq!(written(|w| w.integer(value)), bytes, "{value}");
        assert_eq!(Reader::new(bytes).integer(), Ok(value));
    }
}

#[test]
fn a_longer_form_than_needed_is_read_as_well() {
    assert_eq!(Reader::new(&[0xCB, 0, 0, 0, 0, 0, 0, 0, 42]).integer(), Ok(42));
    assert_eq!(Reader::new(&[0xD2, 0, 0, 0, 1, b'a']).string(), Ok("a"));
    assert_eq!(Reader::new(&[0xD6, 0, 0, 0, 1, 0x01]).list(), Ok(1));
}

#[test]
fn strings_and_bytes_change_marker_with_their_length() {
    for (length, header) in [
        (0_usize, vec![0x80]),
        (15, vec![0x8F]),
        (16, vec![0xD0, 16]),
        (255, vec![0xD0, 255]),
        (256, vec![0xD1, 1, 0]),
        (65_535, vec![0xD1, 0xFF, 0xFF]),
        (65_536, vec![0xD2, 0, 1, 0, 0]),
    ] {
        let text = "x".repeat(length);
        let bytes = written(|w| w.string(&text).expect("short enough"));
        assert_eq!(&bytes[..header.len()], header, "{length}");
        assert_eq!(Reader::new(&bytes).string(), Ok(text.as_str()));
        let packed = written(|w| w.bytes(text.as_bytes()).expect("short enough"));
        assert_eq!(
            packed[0],
            if length < 256 {
                0xCC
            } else if length < 65_536 {
                0xCD
            } else {
                0xCE
            }
        );
        assert_eq!(Reader::new(&packed).bytes(), Ok(text.as_bytes()));
    }
}

#[test]
fn containers_change_marker_with_their_length() {
    for (length, list, map) in [
        (0_usize, vec![0x90], vec![0xA0]),
        (15, vec![0x9F], vec![0xAF]),
        (16, vec![0xD4, 16], vec![0xD8, 16]),
        (256, vec![0xD5, 1, 0], vec![0xD9, 1, 0]),
        (65_536, vec![0xD6, 0, 1, 0, 0], vec![0xDA, 0, 1, 0, 0]),
    ] {
        assert_eq!(written(|w| w.list(length).expect("short enough")), list);
        assert_eq!(written(|w| w.map(length).expect("short enough")), map);
        let mut with_items = list.clone();
        with_items.extend(std::iter::repeat_n(0xC0, length));
        let mut reader = Reader::new(&with_items);
        assert_eq!(reader.list(), Ok(length));
        let mut skipped = Reader::new(&with_items);
        assert_eq!(skipped.skip(), Ok(()));
        assert!(skipped.is_empty());
    }
}

#[test]
fn the_other_kinds_have_their_golden_bytes() {
    assert_eq!(
        written(|w| {
            w.null();
        }),
        [0xC0]
    );
    assert_eq!(written(|w| w.boolean(true)), [0xC3]);
    assert_eq!(written(|w| w.boolean(false)), [0xC2]);
    let float = written(|w| w.float(1.1));
    assert_eq!(float, [0xC1, 0x3F, 0xF1, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A]);
    assert_eq!(Reader::new(&float).float(), Ok(1.1));
    assert_eq!(written(|w| w.structure(0x4E, 4)), [0xB4, 0x4E]);
    let uuid = written(|w| w.uuid(&[7; 16]));
    assert_eq!((uuid.len(), uuid[0]), (17, 0xE0));
    assert_eq!(Reader::new(&uuid).uuid(), Ok([7; 16]));
}

#[test]
fn a_map_of_unknown_length_is_patched() {
    let bytes = written(|w| {
        let opened = w.open_map();
        w.string("a").expect("short");
        w.integer(1);
        w.patch(opened, 1).expect("short");
    });
    assert_eq!(bytes, [0xDA, 0, 0, 0, 1, 0x81, b'a', 1]);
}

#[test]
fn a_token_tells_the_kind_without_consuming() {
    for (bytes, token) in [
        (&[0xC0][..], Token::Null),
        (&[0xC3], Token::Boolean),
        (&[0xF5], Token::Integer),
        (&[0xC1], Token::Float),
        (&[0xCC], Token::Bytes),
        (&[0xD0], Token::String),
        (&[0x91], Token::List),
        (&[0xDA], Token::Map),
        (&[0xB3, 0x4E], Token::Structure(0x4E)),
        (&[0xE0], Token::Uuid),
    ] {
        assert_eq!(Reader::new(bytes).token(), Ok(token));
    }
    assert_eq!(Reader::new(&[0xC7]).token(), Err(PackError::UnknownMarker(0xC7)));
}

#[test]
fn hostile_lengths_are_refused_before_anything_is_reserved() {
    let four_gigabytes = [0xFF_u8, 0xFF, 0xFF, 0xFF];
    for marker in [0xCE_u8, 0xD2, 0xD6, 0xDA] {
        let mut bytes = vec![marker];
        bytes.extend(four_gigabytes);
        let mut reader = Reader::new(&bytes);
        let outcome = match marker {
            0xCE => reader.bytes().map(<[u8]>::len),
            0xD2 => reader.string().map(str::len),
            0xD6 => reader.list(),
            _ => reader.map(),
        };
        assert_eq!(outcome, Err(PackError::UnexpectedEnd { needed: 0xFFFF_FFFF, available: 0 }));
        assert!(Reader::new(&bytes).skip().is_err());
    }
}

#[test]
fn a_hundred_thousand_nested_lists_are_skipped_without_recursion() {
    let mut bytes = vec![0x91_u8; 100_000];
    bytes.push(0xC0);
    let mut reader = Reader::new(&bytes);
    assert_eq!(reader.skip(), Ok(()));
    assert!(reader.is_empty());
}

#[test]
fn every_truncation_of_a_value_is_an_error_and_no_panic() {
    let bytes = written(|w| {
        w.structure(0x4E, 3);
        w.integer(1 << 40);
        w.list(2).expect("short");
        w.string("Person of some more length").expect("short");
        w.bytes(&[1, 2, 3]).expect("short");
        w.map(1).expect("short");
        w.string("born").expect("short");
        w.float(19.5);
    });
    assert_eq!(Reader::new(&bytes).skip(), Ok(()));
    for cut in 0..bytes.len() {
        assert!(matches!(Reader::new(&bytes[..cut]).skip(), Err(PackError::UnexpectedEnd { .. })), "cut at {cut}");
    }
}

#[test]
fn bad_utf8_is_refused_and_not_replaced() {
    assert_eq!(Reader::new(&[0x82, b'a', 0xFF]).string(), Err(PackError::InvalidUtf8 { valid_up_to: 1 }));
}

#[test]
fn the_wrong_kind_names_the_marker_that_was_found() {
    assert_eq!(Reader::new(&[0x81, b'a']).integer(), Err(PackError::Mismatch(0x81)));
    assert_eq!(Reader::new(&[0x01]).string(), Err(PackError::Mismatch(0x01)));
    assert_eq!(Reader::new(&[0xB3, 0x4E]).structure_of(0x52, 3), Err(PackError::Mismatch(0xB3)));
    assert_eq!(
        Reader::new(&[0xB3, 0x4E]).structure_of(0x4E, 4),
        Err(PackError::FieldCount { tag: 0x4E, expected: 4, found: 3 })
    );
}
