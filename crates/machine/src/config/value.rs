//! Values that a configuration may write in more than one way: sizes, numbers of ways, and caches
//! that may be absent.

use std::fmt;

use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// A number of bytes: `65536`, `"64KiB"`, `"64MiB"` or `"1GiB"` when read, the number when written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size(pub u64);

impl Size {
    /// The size that a text such as `8KiB` names.
    pub fn parse(text: &str) -> Option<Size> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let shift = match unit.trim_start() {
            "" | "B" => 0,
            "KiB" => 10,
            "MiB" => 20,
            "GiB" => 30,
            _ => return None,
        };
        number.parse::<u64>().ok()?.checked_mul(1 << shift).map(Size)
    }
}

/// As a person would write it: `16KiB`.
impl fmt::Display for Size {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
        let fits = |&&(shift, _): &&(u32, &str)| self.0 > 0 && self.0.is_multiple_of(1 << shift);
        match units.iter().find(fits) {
            Some(&(shift, unit)) => write!(out, "{}{unit}", self.0 >> shift),
            None => write!(out, "{}", self.0),
        }
    }
}

impl Serialize for Size {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Size, D::Error> {
        deserializer.deserialize_any(SizeVisitor)
    }
}

struct SizeVisitor;

impl Visitor<'_> for SizeVisitor {
    type Value = Size;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a number of bytes, or a text such as \"16KiB\"")
    }

    fn visit_u64<E: Error>(self, bytes: u64) -> Result<Size, E> {
        Ok(Size(bytes))
    }

    fn visit_i64<E: Error>(self, bytes: i64) -> Result<Size, E> {
        let negative = || E::invalid_value(serde::de::Unexpected::Signed(bytes), &self);
        u64::try_from(bytes).map(Size).map_err(|_| negative())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Size, E> {
        let wrong = || E::invalid_value(serde::de::Unexpected::Str(text), &self);
        Size::parse(text).ok_or_else(wrong)
    }
}

/// The ways of a TLB's sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "WaysText", from = "WaysText")]
pub enum Ways {
    /// One set of all entries.
    Full,
    /// So many entries in a set.
    Number(u32),
}

/// [`Ways`] as it is written: `full`, or a number.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected `full` or a number of ways")]
enum WaysText {
    Word(FullWord),
    Number(u32),
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum FullWord {
    Full,
}

impl From<Ways> for WaysText {
    fn from(ways: Ways) -> WaysText {
        match ways {
            Ways::Full => WaysText::Word(FullWord::Full),
            Ways::Number(number) => WaysText::Number(number),
        }
    }
}

impl From<WaysText> for Ways {
    fn from(text: WaysText) -> Ways {
        match text {
            WaysText::Word(FullWord::Full) => Ways::Full,
            WaysText::Number(number) => Ways::Number(number),
        }
    }
}

/// A cache level: `none`, or its fields in parentheses.
///
/// The reader buffers the text as untyped scalars first: RON's own reader tells a visitor that a
/// bare word stood there, but not which.
pub(super) mod level {
    use std::collections::BTreeMap;

    use serde::de::value::{
        BoolDeserializer, MapDeserializer, StringDeserializer, U64Deserializer,
    };
    use serde::de::{Deserializer, Error, IntoDeserializer, Visitor};
    use serde::{Deserialize, Serialize, Serializer};

    pub fn serialize<T: Serialize, S: Serializer>(
        level: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match level {
            None => serializer.serialize_unit_variant("Level", 0, "none"),
            Some(cache) => cache.serialize(serializer),
        }
    }

    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        read(deserializer, &[])
    }

    /// Reads a level; `defaults` are taken for fields that are left out, before the type's own.
    pub fn read<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
        defaults: &[(&str, u64)],
    ) -> Result<Option<T>, D::Error> {
        let mut fields = match Text::deserialize(deserializer)? {
            Text::Word(word) if word == "none" => return Ok(None),
            Text::Word(word) => {
                return Err(D::Error::custom(format!("{EXPECTED}, found `{word}`")));
            }
            Text::Fields(fields) => fields,
            Text::Empty(()) => BTreeMap::new(),
        };
        for &(name, value) in defaults {
            fields.entry(name.into()).or_insert(Scalar::Number(value));
        }
        T::deserialize(MapDeserializer::new(fields.into_iter())).map(Some)
    }

    const EXPECTED: &str = "expected `none` or a cache such as (size: \"16KiB\", ways: 4)";

    #[derive(Deserialize)]
    #[serde(untagged, expecting = "expected `none` or a cache such as (size: \"16KiB\", ways: 4)")]
    enum Text {
        Word(String),
        Fields(BTreeMap<String, Scalar>),
        Empty(()),
    }

    #[derive(Deserialize)]
    #[serde(untagged, expecting = "expected a number, a word, `true` or `false`")]
    enum Scalar {
        Number(u64),
        Flag(bool),
        Word(String),
    }

    impl<'de, E: Error> IntoDeserializer<'de, E> for Scalar {
        type Deserializer = ScalarDeserializer<E>;
        fn into_deserializer(self) -> ScalarDeserializer<E> {
            match self {
                Scalar::Number(number) => ScalarDeserializer::Number(number.into_deserializer()),
                Scalar::Flag(flag) => ScalarDeserializer::Flag(flag.into_deserializer()),
                Scalar::Word(word) => ScalarDeserializer::Word(word.into_deserializer()),
            }
        }
    }

    pub enum ScalarDeserializer<E> {
        Number(U64Deserializer<E>),
        Flag(BoolDeserializer<E>),
        Word(StringDeserializer<E>),
    }

    impl<'de, E: Error> Deserializer<'de> for ScalarDeserializer<E> {
        type Error = E;

        fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
            match self {
                ScalarDeserializer::Number(number) => number.deserialize_any(visitor),
                ScalarDeserializer::Flag(flag) => flag.deserialize_any(visitor),
                ScalarDeserializer::Word(word) => word.deserialize_any(visitor),
            }
        }

        fn deserialize_enum<V: Visitor<'de>>(
            self,
            name: &'static str,
            variants: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, E> {
            match self {
                ScalarDeserializer::Word(word) => word.deserialize_enum(name, variants, visitor),
                other => other.deserialize_any(visitor),
            }
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string
            bytes byte_buf option unit unit_struct newtype_struct seq tuple
            tuple_struct map struct identifier ignored_any
        }
    }
}

/// As [`level`], with a third level's own defaults.
pub(super) mod third_level {
    use serde::{Deserialize, Deserializer};

    pub use super::level::serialize;

    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        super::level::read(deserializer, &[("size", 2 << 20), ("ways", 16), ("hit_cycles", 30)])
    }
}
