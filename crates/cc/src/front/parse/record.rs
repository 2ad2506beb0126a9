//! `struct`, `union` and `enum`.

use super::attribute::Attributes;
use super::*;
use crate::front::layout::{self, MemberWishes, SIZE_MAX, Wishes};
use crate::front::scope::TagMeaning;
use crate::front::types::{BitField, EnumId, Enumeration, IntKind, Member, Record, RecordId};

impl Parser {
    /// `record = ("struct" | "union") attributes [tag] ["{" {member} "}" attributes]`
    pub(super) fn record_specifier(&mut self) -> Parsed<Type> {
        let word = self.next();
        let is_union = word.kind.text(&self.atoms) == "union";
        let mut attributes = Attributes::default();
        self.attributes(&mut attributes)?;
        let tag = self.name().map(|name| (name, self.next().span));
        let span = tag.map_or(word.span, |(_, span)| span);
        if !self.sees(Punct::OpenBrace) {
            let Some((name, span)) = tag else {
                return self.unexpected("a tag or '{'");
            };
            let alone = self.sees(Punct::Semicolon);
            let id = self.record_tag(name, span, is_union, alone);
            return Ok(self.types.make(Kind::Record(id)));
        }
        let id = match tag {
            Some((name, span)) => self.record_tag(name, span, is_union, true),
            None => self.new_record(None, is_union, word.span),
        };
        self.define_record(id, span, attributes)?;
        Ok(self.types.make(Kind::Record(id)))
    }

    /// The record with this tag; a new one if there is none (`here`: in this scope).
    fn record_tag(&mut self, name: Atom, span: Span, is_union: bool, here: bool) -> RecordId {
        let found = match here {
            true => self.scopes.tag_here(name),
            false => self.lookup_tag(name),
        };
        if let Some(tag) = found {
            match tag.meaning {
                TagMeaning::Record(id)
                    if self.types.records[id.0 as usize].is_union == is_union =>
                {
                    return id;
                }
                _ => self.wrong_tag(name, span, tag),
            }
        }
        let id = self.new_record(Some(name), is_union, span);
        let tag = Tag { meaning: TagMeaning::Record(id), span };
        self.scopes.declare_tag(name, tag);
        id
    }

    fn wrong_tag(&mut self, name: Atom, span: Span, tag: Tag) {
        let text = self.text(name);
        let word = self.tag_word(tag.meaning);
        let error =
            Diagnostic::error(span, format!("'{text}' is the tag of {}", with_article(word)));
        self.report.push(error.note(tag.span, "declared here"));
    }

    /// `struct`, `union` or `enum`.
    pub(super) fn tag_word(&self, meaning: TagMeaning) -> &'static str {
        match meaning {
            TagMeaning::Enum(_) => "enum",
            TagMeaning::Record(id) if self.types.records[id.0 as usize].is_union => "union",
            TagMeaning::Record(_) => "struct",
        }
    }

    fn new_record(&mut self, tag: Option<Atom>, is_union: bool, span: Span) -> RecordId {
        self.types.records.push(Record {
            tag,
            is_union,
            complete: false,
            members: Vec::new(),
            size: 0,
            align: 1,
            has_const: false,
            span,
        });
        RecordId(self.types.records.len() as u32 - 1)
    }

    fn define_record(
        &mut self,
        id: RecordId,
        span: Span,
        mut attributes: Attributes,
    ) -> Parsed<()> {
        let record = &self.types.records[id.0 as usize];
        let (is_union, earlier) = (record.is_union, record.complete.then_some(record.span));
        if let Some(earlier) = earlier {
            let name = record.tag.map_or(String::new(), |tag| self.text(tag));
            let error = Diagnostic::error(span, format!("'{name}' is defined twice"));
            self.report.push(error.label("again").note(earlier, "the first definition is here"));
        }
        self.enter()?;
        let open = self.next().span;
        let mut members = Vec::new();
        let mut wishes = Vec::new();
        while !self.sees(Punct::CloseBrace) && self.peek().kind != TokenKind::End {
            let start = self.at;
            if self.keyword() == Some(Keyword::Pragma) {
                self.pragma()?;
                continue;
            }
            if self.member_declaration(&mut members, &mut wishes).is_err() {
                self.skip_statement();
                if self.at == start {
                    self.next();
                }
            }
        }
        self.leave();
        self.expect_close(Punct::CloseBrace, open)?;
        self.attributes(&mut attributes)?;
        self.check_members(&members, is_union);
        let all = Wishes {
            packed: attributes.packed,
            align: attributes.align,
            limit: self.packing.limit,
        };
        let extent = layout::lay_out(&self.types, &mut members, &wishes, is_union, all);
        if extent.size > SIZE_MAX {
            self.report.error(span, "this type does not fit into 32-bit addresses", "too large");
        }
        let has_const = members.iter().any(|member| {
            member.ty.is_const || self.types.record(member.ty).is_some_and(|r| r.has_const)
        });
        let record = &mut self.types.records[id.0 as usize];
        record.members = members;
        record.size = extent.size.min(SIZE_MAX) as u32;
        record.align = extent.align;
        record.has_const = has_const;
        record.complete = true;
        record.span = span;
        Ok(())
    }

    /// `member = specifiers [declarator [":" width] {"," declarator [":" width]}] ";" | static-assert`
    fn member_declaration(
        &mut self,
        members: &mut Vec<Member>,
        wishes: &mut Vec<MemberWishes>,
    ) -> Parsed<()> {
        if self.take(Punct::Semicolon) {
            return Ok(());
        }
        if self.keyword() == Some(Keyword::StaticAssert) {
            return self.static_assert();
        }
        while self.take_keyword(Keyword::Extension) {}
        let specifiers = self.specifiers()?;
        if let Some((_, span)) = specifiers.storage {
            self.report.error(span, "a member has no storage class", "not here");
        }
        let base = MemberWishes {
            packed: specifiers.attributes.packed,
            align: specifiers.align.max(specifiers.attributes.align),
        };
        let (ty, typedef_align) = (specifiers.ty, specifiers.typedef_align);
        if self.sees(Punct::Semicolon) {
            self.next();
            self.anonymous_member(specifiers.ty, specifiers.span, members, wishes, base);
            return Ok(());
        }
        loop {
            self.member(specifiers.ty, members, wishes, base)?;
            if let (Some(member), Some(wish), Some(align)) =
                (members.last(), wishes.last_mut(), typedef_align)
            {
                match self.is_made_of(member.ty, ty) {
                    true => {
                        wish.packed |= align < self.types.align(ty);
                        wish.align = wish.align.max(Some(align));
                    }
                    false => self.refuse_low_alignment(ty, align, member.span),
                }
            }
            if !self.take(Punct::Comma) {
                break;
            }
        }
        self.expect_semicolon("a member")
    }

    fn anonymous_member(
        &mut self,
        ty: Type,
        span: Span,
        members: &mut Vec<Member>,
        wishes: &mut Vec<MemberWishes>,
        wish: MemberWishes,
    ) {
        match self.types.record(ty) {
            Some(record) if record.tag.is_none() => {
                members.push(Member { name: None, ty, offset: 0, bits: None, span });
                wishes.push(wish);
            }
            _ if self.types.is_error(ty) => {}
            _ => self.report.push(
                Diagnostic::warning(span, "this declares no member")
                    .named("missing-declarations")
                    .label("a name is missing"),
            ),
        }
    }

    fn member(
        &mut self,
        base: Type,
        members: &mut Vec<Member>,
        wishes: &mut Vec<MemberWishes>,
        base_wish: MemberWishes,
    ) -> Parsed<()> {
        let (mut name, mut ty, mut span) = (None, base, self.span());
        let mut attributes = Attributes::default();
        if !self.sees(Punct::Colon) {
            let declarator = self.declarator(base)?;
            (name, ty, span) = (declarator.name.map(|n| n.0), declarator.ty, declarator.span);
            attributes = declarator.attributes;
            if name.is_none() {
                return self.unexpected("a member's name");
            }
        }
        let bits = match self.take(Punct::Colon) {
            true => Some(self.bit_field(ty, name)?),
            false => None,
        };
        self.attributes(&mut attributes)?;
        if self.sees(Punct::Assign) {
            self.misplaced_value("a member", "initialise each variable of the type")?;
        }
        if self.types.function(ty).is_some() {
            let error =
                Diagnostic::error(span, "a member cannot be a function").label("a function");
            self.report.push(error.hint("make it a pointer to one, or a function outside of this"));
            if self.sees(Punct::OpenBrace) {
                self.skip_braces();
                if !self.sees(Punct::Semicolon) {
                    return Err(Lost);
                }
            }
            ty = Type::ERROR;
        }
        let complete = self.types.is_complete(ty);
        let flexible = matches!(self.types.kind(ty), Kind::Array(_, None));
        if !complete && !flexible && !self.types.is_error(ty) {
            let what = self.type_name(ty);
            let message = format!("a member of type '{what}', which has no size here");
            let mut error = Diagnostic::error(span, message).label("its size is not known");
            if self.types.record(ty).is_some() {
                error = error.hint("define that type first, or make the member a pointer");
            }
            self.report.push(error);
            ty = Type::ERROR;
        }
        members.push(Member { name, ty, offset: 0, bits, span });
        wishes.push(MemberWishes {
            packed: base_wish.packed || attributes.packed,
            align: base_wish.align.max(attributes.align),
        });
        Ok(())
    }

    /// The width after `:`; the unit is found by the layout.
    fn bit_field(&mut self, ty: Type, name: Option<Atom>) -> Parsed<BitField> {
        let start = self.span();
        let value = self.constant_value("a width")?;
        let span = start.to(self.last_span());
        let most = match self.types.kind(ty) {
            Kind::Bool => 1,
            _ => i64::from(self.types.size(ty)) * 8,
        };
        let mut width = value;
        if !self.types.is_integer(ty) {
            let what = self.type_name(ty);
            self.report.error(
                span,
                format!("a bit-field of type '{what}'"),
                "only integers have bits",
            );
            width = 1;
        } else if value < 0 || value > most {
            let message = format!("a bit-field of {value} bits");
            self.report.error(span, message, format!("its type has {most}"));
            width = 1;
        } else if value == 0 && name.is_some() {
            let message = "a bit-field without bits has no name";
            self.report.error(span, message, "0 bits");
            width = 1;
        }
        Ok(BitField { unit_bits: 32, shift: 0, width: width as u8 })
    }

    /// No name twice; a flexible array only at the end of a struct.
    fn check_members(&mut self, members: &[Member], is_union: bool) {
        let mut seen: FxHashMap<Atom, Span> = FxHashMap::default();
        for (index, member) in members.iter().enumerate() {
            let mut names = Vec::new();
            self.member_names(member, &mut names, 0);
            for name in names {
                if let Some(first) = seen.insert(name, member.span) {
                    let message = format!("two members are called '{}'", self.text(name));
                    let error = Diagnostic::error(member.span, message).label("the second one");
                    self.report.push(error.note(first, "the first is here"));
                }
            }
            let flexible = matches!(self.types.kind(member.ty), Kind::Array(_, None));
            if flexible && !is_union && index + 1 != members.len() {
                let message = "an array without a length that is not the last member";
                self.report.error(member.span, message, "members follow it");
            }
        }
    }

    /// The names that a member adds to its record: its own, or those within it.
    fn member_names(&self, member: &Member, names: &mut Vec<Atom>, depth: u32) {
        match (member.name, self.types.record(member.ty)) {
            (Some(name), _) => names.push(name),
            (None, Some(record)) if member.bits.is_none() && depth < self.levels => {
                for inner in &record.members {
                    self.member_names(inner, names, depth + 1);
                }
            }
            _ => {}
        }
    }

    /// `enum = "enum" attributes [tag] ["{" constant {"," constant} [","] "}" attributes]`
    pub(super) fn enum_specifier(&mut self) -> Parsed<Type> {
        let word = self.next();
        let mut attributes = Attributes::default();
        self.attributes(&mut attributes)?;
        let tag = self.name().map(|name| (name, self.next().span));
        if !self.sees(Punct::OpenBrace) {
            let Some((name, span)) = tag else { return self.unexpected("a tag or '{'") };
            let alone = self.sees(Punct::Semicolon);
            let id = self.enum_tag(name, span, alone);
            return Ok(self.types.make(Kind::Enum(id)));
        }
        let id = match tag {
            Some((name, span)) => self.enum_tag(name, span, true),
            None => self.new_enum(None),
        };
        if self.types.enums[id.0 as usize].complete {
            let span = tag.map_or(word.span, |t| t.1);
            self.report.error(span, "this enumeration is defined twice", "again");
        }
        self.enumerators(id, attributes.packed)?;
        self.attributes(&mut attributes)?;
        Ok(self.types.make(Kind::Enum(id)))
    }

    fn enum_tag(&mut self, name: Atom, span: Span, here: bool) -> EnumId {
        let found = match here {
            true => self.scopes.tag_here(name),
            false => self.lookup_tag(name),
        };
        match found {
            Some(Tag { meaning: TagMeaning::Enum(id), .. }) => return id,
            Some(tag) => self.wrong_tag(name, span, tag),
            None => {}
        }
        let id = self.new_enum(Some(name));
        self.scopes.declare_tag(name, Tag { meaning: TagMeaning::Enum(id), span });
        id
    }

    fn new_enum(&mut self, tag: Option<Atom>) -> EnumId {
        self.types.enums.push(Enumeration {
            tag,
            kind: IntKind::UInt,
            complete: false,
            constants: Vec::new(),
        });
        EnumId(self.types.enums.len() as u32 - 1)
    }

    /// `constant = name attributes ["=" constant-expression]`
    fn enumerators(&mut self, id: EnumId, packed: bool) -> Parsed<()> {
        let open = self.next().span;
        let mut next: i64 = 0;
        let (mut least, mut most) = (0, 0);
        let mut constants = Vec::new();
        while !self.sees(Punct::CloseBrace) {
            let (name, span) = self.expect_name("the name of a constant")?;
            self.attributes(&mut Attributes::default())?;
            if self.take(Punct::Assign) {
                next = self.constant_value("the value of a constant")?;
            }
            if next < i64::from(i32::MIN) || next > i64::from(u32::MAX) {
                let message = format!("the value {next} does not fit into an enumeration constant");
                self.report.error(span, message, "32 bits at most");
                next = 0;
            }
            (least, most) = (next.min(least), next.max(most));
            let ty = if next > i64::from(i32::MAX) { Type::UINT } else { Type::INT };
            let entry = Entry { meaning: Meaning::Constant(next, ty), span };
            self.declare_plain(name, entry);
            constants.push((name, next));
            next += 1;
            if !self.take(Punct::Comma) {
                break;
            }
        }
        let close = self.expect_close(Punct::CloseBrace, open)?;
        if constants.is_empty() {
            self.report.error(open.to(close), "an enumeration without constants", "none here");
        }
        let enumeration = &mut self.types.enums[id.0 as usize];
        enumeration.complete = true;
        enumeration.constants = constants;
        enumeration.kind = enum_kind(least, most, packed);
        Ok(())
    }
}

fn enum_kind(least: i64, most: i64, packed: bool) -> IntKind {
    match (packed, least < 0) {
        (true, false) if most < 1 << 8 => IntKind::UChar,
        (true, false) if most < 1 << 16 => IntKind::UShort,
        (true, true) if least >= -(1 << 7) && most < 1 << 7 => IntKind::SChar,
        (true, true) if least >= -(1 << 15) && most < 1 << 15 => IntKind::Short,
        (_, true) => IntKind::Int,
        (_, false) => IntKind::UInt,
    }
}

fn with_article(word: &str) -> String {
    let article = if word == "enum" { "an" } else { "a" };
    format!("{article} {word}")
}
