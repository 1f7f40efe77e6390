//! Holds no code: the cases of this package are in `cases`.
