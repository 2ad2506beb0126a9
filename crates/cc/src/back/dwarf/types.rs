//! C types → entries.

use super::die::{Die, Value};
use super::names::*;
use super::{Unit, type_of};
use crate::tree::debug::{Encoding, Member, Type, TypeRef};

impl Unit<'_> {
    /// The entry of a type.
    pub fn type_entry(&mut self, number: usize, ty: &Type) -> Die {
        let entry = |tag| Die::of_type(tag, TypeRef(number as u32));
        let text = |name: &Option<String>| name.clone().map(Value::Text);
        match ty {
            Type::Base { name, encoding, size } => entry(TAG_BASE_TYPE)
                .with(AT_BYTE_SIZE, Value::Number(u64::from(*size)))
                .with(AT_ENCODING, Value::Number(encoding_number(*encoding)))
                .with(AT_NAME, Value::Text(name.to_string())),
            Type::Pointer(target) => entry(TAG_POINTER_TYPE)
                .with(AT_BYTE_SIZE, Value::Number(4))
                .with_some(AT_TYPE, type_of(*target)),
            Type::Const(inner) => entry(TAG_CONST_TYPE).with_some(AT_TYPE, type_of(*inner)),
            Type::Volatile(inner) => entry(TAG_VOLATILE_TYPE).with_some(AT_TYPE, type_of(*inner)),
            Type::Typedef { name, target, span } => {
                let made = entry(TAG_TYPEDEF).with(AT_NAME, Value::Text(name.clone()));
                self.declared(made, *span).with_some(AT_TYPE, type_of(*target))
            }
            Type::Array(element, length) => array(entry(TAG_ARRAY_TYPE), *element, *length),
            Type::Record { name, is_union, size, members, span } => {
                let tag = if *is_union { TAG_UNION_TYPE } else { TAG_STRUCTURE_TYPE };
                let made = entry(tag).with_some(AT_NAME, text(name));
                let mut made = self.declared(sized(made, *size), *span);
                members.iter().for_each(|one| made.push(member(one)));
                made
            }
            Type::Enum { name, base, size, constants } => {
                let made = entry(TAG_ENUMERATION_TYPE).with_some(AT_NAME, text(name));
                let mut made = sized(made, *size).with_some(AT_TYPE, type_of(*base));
                for (name, value) in constants {
                    let constant = Die::new(TAG_ENUMERATOR);
                    let constant = constant.with(AT_NAME, Value::Text(name.clone()));
                    made.push(constant.with(AT_CONST_VALUE, Value::Signed(*value)));
                }
                made
            }
            Type::Function { returns, parameters, variadic, prototyped } => {
                let made = entry(TAG_SUBROUTINE_TYPE)
                    .with_some(AT_PROTOTYPED, prototyped.then_some(Value::Flag));
                let mut made = made.with_some(AT_TYPE, type_of(*returns));
                for &parameter in parameters {
                    let entry = Die::new(TAG_FORMAL_PARAMETER);
                    made.push(entry.with_some(AT_TYPE, type_of(parameter)));
                }
                if *variadic || !prototyped {
                    made.push(Die::new(TAG_UNSPECIFIED_PARAMETERS));
                }
                made
            }
        }
    }
}

fn sized(entry: Die, size: Option<u32>) -> Die {
    match size {
        Some(size) => entry.with(AT_BYTE_SIZE, Value::Number(u64::from(size))),
        None => entry.with(AT_DECLARATION, Value::Flag),
    }
}

fn array(entry: Die, element: Option<TypeRef>, length: Option<u32>) -> Die {
    let mut made = entry.with_some(AT_TYPE, type_of(element));
    let count = length.map(|length| Value::Number(u64::from(length)));
    made.push(Die::new(TAG_SUBRANGE_TYPE).with_some(AT_COUNT, count));
    made
}

fn member(member: &Member) -> Die {
    let name = member.name.clone().map(Value::Text);
    let made = Die::new(TAG_MEMBER).with_some(AT_NAME, name).with_some(AT_TYPE, type_of(member.ty));
    match member.bits {
        Some((start, width)) => made
            .with(AT_BIT_SIZE, Value::Number(u64::from(width)))
            .with(AT_DATA_BIT_OFFSET, Value::Number(u64::from(start))),
        None => made.with(AT_DATA_MEMBER_LOCATION, Value::Number(u64::from(member.offset))),
    }
}

fn encoding_number(encoding: Encoding) -> u64 {
    match encoding {
        Encoding::Boolean => ATE_BOOLEAN,
        Encoding::Signed => ATE_SIGNED,
        Encoding::Unsigned => ATE_UNSIGNED,
        Encoding::SignedChar => ATE_SIGNED_CHAR,
        Encoding::UnsignedChar => ATE_UNSIGNED_CHAR,
    }
}
