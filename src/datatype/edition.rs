//! The two versions of XML Schema part 2, and all that they say differently of values. RELAX NG names the types of 1.0; XPath 3.1 takes 1.1
//! where the implementation does.
//!
//! | | 1.0 (RELAX NG) | 1.1 (XPath) |
//! |---|---|---|
//! | year `0000` | there is none | the year before 0001 |
//! | year `-0001` | the year before 0001, a leap year | the year before 0000, a common year |
//! | years and numbers of durations | up to 18 digits; more is refused | the same; more is `FODT0001`, `FODT0002` |
//! | `24:00:00` | the first moment of the next day; of `time`, `00:00:00` | the same |
//! | second `60` | there is none | the same |
//! | time zones | `-14:00` to `+14:00`, `-00:00` is `Z` | the same |
//! | fractions of a second | to the picosecond; what is smaller is cut off | the same |
//! | with and without time zone | not comparable within 14 hours | compared as if the one without were in UTC |
//! | durations | not comparable where it depends on the month | ordered in `yearMonthDuration` and `dayTimeDuration` only |
//! | `+INF` | refused | infinity |
//! | `-0` of floats | zero | equal to zero, written `-0` |
//! | `NaN` | equal to itself | equal to nothing; the same for `distinct-values` and `deep-equal` |
//! | decimals | any number of digits | 28 digits behind the point, rounded; more than 96 bits are `FOCA0001` |
//! | integers | any number of digits | 64 bits; more is `FOCA0003`, in computing `FOAR0002` |
//! | octets | without order | ordered octet by octet |
//! | `anyURI` | as RFC 2396 has it, with what it would escape | any string |
//! | characters of names | those of XML 1.0 up to its fourth edition | those of the fifth |
//! | `yearMonthDuration`, `dayTimeDuration`, `dateTimeStamp` | no such types | types |

/// A version of XML Schema part 2. Later ones are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edition {
    /// 1.0, second edition
    V1_0,
    /// 1.1
    V1_1,
}

#[cfg(test)]
mod tests {
    use super::Edition::{V1_0, V1_1};
    use crate::datatype::{Parts, Temporal, read_double};

    #[test]
    fn years_are_counted_as_the_table_says() {
        let read = |text, edition| Temporal::read(text, Parts::Date, edition).ok();
        assert_eq!((read("0000-01-01", V1_0), read("-0000-01-01", V1_0)), (None, None));
        for (first, second) in [("0000-12-31", "0001-01-01"), ("-0001-12-31", "0000-01-01")] {
            assert_eq!(read(first, V1_1).unwrap().plus(0, crate::datatype::DAY), read(second, V1_1));
        }
        assert_eq!(read("-0001-02-29", V1_0), read("0000-02-29", V1_1));
        assert!(read("-0001-02-29", V1_1).is_none() && read("-0004-02-29", V1_0).is_none());
        for edition in [V1_0, V1_1] {
            assert!(read("999999999999999999-01-01", edition).is_some());
            assert!(read("1000000000000000000-01-01", edition).is_none());
        }
    }

    #[test]
    fn moments_are_the_same_in_both() {
        let date_time = |text, edition| Temporal::read(text, Parts::DateTime, edition).ok();
        for edition in [V1_0, V1_1] {
            for text in [
                "2000-01-01T24:00:01",
                "2000-01-01T24:00:00.0000000000001",
                "2000-01-01T23:59:60",
                "2000-01-01T00:00:00+14:01",
                "2000-01-01T00:00:00-15:00",
                "2000-01-01T00:00:00z",
            ] {
                assert_eq!(date_time(text, edition), None, "{text}");
            }
            for (one, other) in [
                ("1999-12-31T24:00:00", "2000-01-01T00:00:00"),
                ("2000-01-01T00:00:00+14:00", "1999-12-31T10:00:00Z"),
                ("2000-01-01T00:00:00-00:00", "2000-01-01T00:00:00Z"),
                ("2000-01-01T00:00:00.1234567890129", "2000-01-01T00:00:00.123456789012"),
            ] {
                assert!(date_time(one, edition).is_some());
                assert_eq!(date_time(one, edition), date_time(other, edition), "{one} {other}");
            }
            assert_ne!(date_time("2000-01-01T00:00:00", edition), date_time("2000-01-01T00:00:00Z", edition));
        }
    }

    #[test]
    fn infinity_may_have_a_sign_in_the_later_one() {
        assert_eq!((read_double("+INF", V1_0), read_double("+INF", V1_1)), (None, Some(f64::INFINITY)));
    }
}
