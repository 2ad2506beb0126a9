//! Designators: `[3] =`, `.name =`, and what follows them in the same list.

use super::initializer::{Init, Range};
use super::*;
use crate::front::types::{BitField, Member};

/// Items that one range designator may make.
const RANGE_ITEMS_MAX: u64 = 1 << 20;

impl Parser {
    pub(super) fn sees_designator(&self, ahead: usize) -> bool {
        match self.peek_at(ahead).kind {
            TokenKind::Punct(Punct::Dot | Punct::OpenBracket) => true,
            // GNU's old `name: value`.
            TokenKind::Name(name) if name.keyword().is_none() => {
                self.peek_at(ahead + 1).is(Punct::Colon)
            }
            _ => false,
        }
    }

    /// `designation = {"." name | "[" constant ["..." constant] "]"} "=" element`; the position of the
    /// part that the first designator names.
    pub(super) fn designation(&mut self, ty: Type, offset: u32, init: &mut Init) -> Parsed<u64> {
        self.enter()?;
        let position = match self.types.kind(ty).clone() {
            Kind::Array(element, length) => {
                self.array_designation(element.qualified_like(ty), length, offset, init)
            }
            Kind::Record(_) => self.member_designation(ty, offset, init),
            _ => {
                self.report.error(
                    self.span(),
                    "a designator for something without parts",
                    "not here",
                );
                Err(Lost)
            }
        };
        self.leave();
        position
    }

    /// After a designator: a further one, or `=` and the value.
    fn designated(
        &mut self,
        ty: Type,
        offset: u32,
        bits: Option<BitField>,
        init: &mut Init,
    ) -> Parsed<()> {
        if matches!(self.peek().kind, TokenKind::Punct(Punct::Dot | Punct::OpenBracket)) {
            let position = self.designation(ty, offset, init)?;
            return self.rest_of_part(ty, offset, position, init);
        }
        // GNU's old `[3] value` has no `=`.
        let old = self.tokens[self.at - 1].is(Punct::CloseBracket) && !self.sees(Punct::Comma);
        if !self.take(Punct::Assign) && !old {
            self.missing("=", "the designator");
            return Err(Lost);
        }
        self.designated_value(ty, offset, bits, init)
    }

    /// The value, for the last element of each range in front of it, then for the others.
    fn designated_value(
        &mut self,
        ty: Type,
        offset: u32,
        bits: Option<BitField>,
        init: &mut Init,
    ) -> Parsed<()> {
        let ranges = std::mem::take(&mut init.ranges);
        let mut own = Init::default();
        match bits {
            Some(_) => self.scalar(ty, offset, bits, &mut own)?,
            None => self.element(ty, offset, &mut own).map(|_| ())?,
        }
        let size = self.types.size(ty);
        let Some(places) = self.range_places(offset, own.items.len(), &ranges) else {
            return Ok(());
        };
        for place in places {
            match bits {
                Some(bits) => init.forget_field(place, bits),
                None => init.forget(place, size),
            }
            for item in &own.items {
                init.push(item.at(item.offset - offset + place), size);
            }
        }
        Ok(())
    }

    /// Where `count` items for `offset` go, in ranges within each other.
    fn range_places(&mut self, offset: u32, count: usize, ranges: &[Range]) -> Option<Vec<u32>> {
        let mut places = vec![offset];
        for range in ranges {
            let all = places.len() as u64 * (u64::from(range.times) + 1);
            if all * count.max(1) as u64 > RANGE_ITEMS_MAX {
                let message = "a range of too many elements";
                self.report.error(range.span, message, format!("at most {RANGE_ITEMS_MAX}"));
                return None;
            }
            let earlier = (0..=range.times).rev().map(|step| step * range.size);
            places = earlier.flat_map(|back| places.iter().map(move |at| at - back)).collect();
        }
        Some(places)
    }

    /// What follows a nested designation goes on in the same part.
    fn rest_of_part(
        &mut self,
        ty: Type,
        offset: u32,
        position: u64,
        init: &mut Init,
    ) -> Parsed<()> {
        let next = position + 1;
        let ends = self.peek_at(1).is(Punct::CloseBrace) || self.sees_designator(1);
        if self.sees(Punct::Comma) && !ends && next < self.part_count(ty) {
            self.next();
            self.list_from(ty, offset, false, next, init)?;
        }
        Ok(())
    }

    fn array_designation(
        &mut self,
        element: Type,
        length: Option<u32>,
        offset: u32,
        init: &mut Init,
    ) -> Parsed<u64> {
        if !self.sees(Punct::OpenBracket) {
            self.report.error(
                self.span(),
                "an array's parts have numbers, not names",
                "write '[0] ='",
            );
            return Err(Lost);
        }
        let open = self.next().span;
        let start = self.span();
        let first = self.constant_value("an index")?;
        let last = match self.take(Punct::Ellipsis) {
            true => self.constant_value("an index")?,
            false => first,
        };
        let span = start.to(self.last_span());
        self.expect_close(Punct::CloseBracket, open)?;
        let most = i64::from(length.unwrap_or(0x7fff_ffff));
        let bytes = last.saturating_mul(i64::from(self.types.size(element).max(1)));
        if first < 0 || last < first || last >= most || bytes > i64::from(i32::MAX) {
            let message = format!("the index {last} is outside of the array");
            self.report.error(span, message, format!("it has {most} elements"));
            return Err(Lost);
        }
        let size = self.types.size(element);
        let at = offset.saturating_add(last as u32 * size);
        init.ranges.push(Range { times: (last - first) as u32, size, span });
        self.designated(element, at, None, init)?;
        Ok(last as u64)
    }

    fn member_designation(&mut self, ty: Type, offset: u32, init: &mut Init) -> Parsed<u64> {
        if self.sees(Punct::OpenBracket) {
            self.report.error(
                self.span(),
                "a struct's parts have names, not numbers",
                "write '.name ='",
            );
            return Err(Lost);
        }
        let dotted = self.take(Punct::Dot);
        let (name, span) = self.expect_name("a member's name")?;
        if !dotted {
            // GNU's old `name: value`; the `:` stands for `=`.
            return self.old_designation(ty, offset, name, span, init);
        }
        let (position, member) = self.designated_member(ty, name, span)?;
        let at = offset.saturating_add(member.offset);
        let member_ty = member.ty.qualified_like(ty);
        if member.name == Some(name) {
            self.designated(member_ty, at, member.bits, init)?;
        } else {
            self.through_anonymous(member_ty, at, name, span, init)?;
        }
        Ok(position)
    }

    fn old_designation(
        &mut self,
        ty: Type,
        offset: u32,
        name: Atom,
        span: Span,
        init: &mut Init,
    ) -> Parsed<u64> {
        self.expect(Punct::Colon, "the member's name")?;
        let (position, member) = self.designated_member(ty, name, span)?;
        let at = offset.saturating_add(member.offset);
        self.designated_value(member.ty, at, member.bits, init)?;
        Ok(position)
    }

    /// A designator that names a member of an anonymous one.
    fn through_anonymous(
        &mut self,
        ty: Type,
        offset: u32,
        name: Atom,
        span: Span,
        init: &mut Init,
    ) -> Parsed<()> {
        self.enter()?;
        let (position, member) = self.designated_member(ty, name, span)?;
        let at = offset.saturating_add(member.offset);
        let member_ty = member.ty.qualified_like(ty);
        if member.name == Some(name) {
            self.designated(member_ty, at, member.bits, init)?;
        } else {
            self.through_anonymous(member_ty, at, name, span, init)?;
        }
        self.leave();
        self.rest_of_part(ty, offset, position, init)
    }

    /// The part of a record that is, or contains, the member with this name.
    fn designated_member(&mut self, ty: Type, name: Atom, span: Span) -> Parsed<(u64, Member)> {
        for (index, member) in self.parts(ty).into_iter().enumerate() {
            let inside = member.name.is_none() && self.find_member(member.ty, name).is_some();
            if member.name == Some(name) || inside {
                let is_union = self.types.record(ty).is_some_and(|record| record.is_union);
                // After a union's member nothing follows.
                return Ok((if is_union { 0 } else { index as u64 }, member));
            }
        }
        self.no_such_member(ty, name, span);
        Err(Lost)
    }
}
