//! What a position in a coordinate system is.

use std::fmt;

use super::error::OutOfRange;

/// A position of two or three coordinates in a coordinate reference system.
///
/// The system is known by its number, the SRID. Servers have four: 7203 and 9157 for the plane and the space, 4326 and 4979
/// for longitude and latitude on the earth, without and with a height. Others are kept as they are.
///
/// # Examples
///
/// ```
/// use graph_core::value::Point;
///
/// let office = Point::wgs84(12.994823, 55.612191);
/// assert_eq!(office.srid(), Point::WGS84);
/// assert_eq!((office.x(), office.y(), office.z()), (12.994823, 55.612191, None));
/// assert_eq!(office.to_string(), "point({srid: 4326, x: 12.994823, y: 55.612191})");
/// ```
// Packed, so that a `Value` of 32 bytes has room for its tag.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(Rust, packed(4))]
pub struct Point {
    x: f64,
    y: f64,
    /// Zero in a plane.
    z: f64,
    system: System,
}

/// An SRID, and in its lowest bit whether there is a third coordinate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct System(u32);

impl System {
    const fn new(srid: u32, dimensions: Dimensions) -> Self {
        Self(srid << 1 | dimensions as u32)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dimensions {
    Two = 0,
    Three = 1,
}

impl Point {
    /// The SRID of a plane with cartesian coordinates.
    pub const CARTESIAN: u32 = 7203;
    /// The SRID of a space with cartesian coordinates.
    pub const CARTESIAN_3D: u32 = 9157;
    /// The SRID of longitude and latitude in degrees.
    pub const WGS84: u32 = 4326;
    /// The SRID of longitude and latitude in degrees with a height in metres.
    pub const WGS84_3D: u32 = 4979;

    /// Returns a point of a plane.
    #[must_use]
    pub const fn cartesian(x: f64, y: f64) -> Self {
        Self { x, y, z: 0.0, system: System::new(Self::CARTESIAN, Dimensions::Two) }
    }

    /// Returns a point of a space.
    #[must_use]
    pub const fn cartesian_3d(x: f64, y: f64, z: f64) -> Self {
        Self { x, y, z, system: System::new(Self::CARTESIAN_3D, Dimensions::Three) }
    }

    /// Returns a place on the earth, in degrees; note that the longitude comes first.
    #[must_use]
    pub const fn wgs84(longitude: f64, latitude: f64) -> Self {
        Self { x: longitude, y: latitude, z: 0.0, system: System::new(Self::WGS84, Dimensions::Two) }
    }

    /// Returns a place on the earth in degrees, with its height in metres.
    #[must_use]
    pub const fn wgs84_3d(longitude: f64, latitude: f64, height: f64) -> Self {
        Self { x: longitude, y: latitude, z: height, system: System::new(Self::WGS84_3D, Dimensions::Three) }
    }

    /// Returns a point in the system of the given SRID.
    ///
    /// # Errors
    /// When the SRID is larger than 2³¹ − 1, or is a known one that has another number of coordinates.
    pub fn new(srid: u32, x: f64, y: f64, z: Option<f64>) -> Result<Self, OutOfRange> {
        OutOfRange::check("srid", srid.into(), 0, i32::MAX.into())?;
        let (dimensions, count) = match z {
            Some(_) => (Dimensions::Three, 3),
            None => (Dimensions::Two, 2),
        };
        let (min, max) = match srid {
            Self::CARTESIAN | Self::WGS84 => (2, 2),
            Self::CARTESIAN_3D | Self::WGS84_3D => (3, 3),
            _ => (2, 3),
        };
        OutOfRange::check("number of coordinates", count, min, max)?;
        Ok(Self { x, y, z: z.unwrap_or_default(), system: System::new(srid, dimensions) })
    }

    /// Returns the number of the coordinate reference system.
    #[must_use]
    pub const fn srid(self) -> u32 {
        self.system.0 >> 1
    }

    /// Returns the first coordinate: x, or the longitude in degrees.
    #[must_use]
    pub const fn x(self) -> f64 {
        self.x
    }

    /// Returns the second coordinate: y, or the latitude in degrees.
    #[must_use]
    pub const fn y(self) -> f64 {
        self.y
    }

    /// Returns the third coordinate, if there is one: z, or the height in metres.
    #[must_use]
    pub const fn z(self) -> Option<f64> {
        if self.system.0 & 1 == Dimensions::Three as u32 { Some(self.z) } else { None }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "point({{srid: {}, x: {:?}, y: {:?}", self.srid(), self.x(), self.y())?;
        if let Some(z) = self.z() {
            write!(f, ", z: {z:?}")?;
        }
        f.write_str("})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_constructor_makes_a_point_of_its_system() {
        for (point, srid, z) in [
            (Point::cartesian(1.0, 2.0), 7203, None),
            (Point::cartesian_3d(1.0, 2.0, 3.0), 9157, Some(3.0)),
            (Point::wgs84(1.0, 2.0), 4326, None),
            (Point::wgs84_3d(1.0, 2.0, 3.0), 4979, Some(3.0)),
        ] {
            assert_eq!((point.srid(), point.x(), point.y(), point.z()), (srid, 1.0, 2.0, z));
            assert_eq!(Point::new(srid, 1.0, 2.0, z), Ok(point));
        }
    }

    #[test]
    fn unknown_systems_are_kept_as_they_are() {
        for srid in [0, 1, 27_700, i32::MAX.unsigned_abs()] {
            for z in [None, Some(0.0), Some(-3.5)] {
                let point = Point::new(srid, 1.0, 2.0, z).unwrap();
                assert_eq!((point.srid(), point.z()), (srid, z));
            }
        }
    }

    #[test]
    fn a_missing_height_is_not_a_height_of_zero() {
        assert_ne!(Point::new(1, 1.0, 2.0, None), Point::new(1, 1.0, 2.0, Some(0.0)));
    }

    #[test]
    fn systems_and_coordinates_that_do_not_fit_are_refused() {
        assert_eq!(Point::new(1 << 31, 0.0, 0.0, None).unwrap_err().field(), "srid");
        let refused = Point::new(7203, 0.0, 0.0, Some(0.0)).unwrap_err();
        assert_eq!(refused.to_string(), "number of coordinates 3 is outside 2..=2");
        assert!(Point::new(4979, 0.0, 0.0, None).is_err());
    }

    #[test]
    fn coordinates_are_always_printed_as_floats() {
        assert_eq!(Point::cartesian_3d(1.0, -0.5, 1e30).to_string(), "point({srid: 9157, x: 1.0, y: -0.5, z: 1e30})");
    }
}
