//! What becomes of words that users of gcc write.

use super::*;

fn told(words: &str) -> Result<(String, Told), Error> {
    let words = format!("swtch cc {words}");
    let (ours, told) = read(words.split(' ').map(OsString::from))?;
    let ours: Vec<String> =
        ours[2..].iter().map(|word| word.to_string_lossy().into_owned()).collect();
    Ok((ours.join(" "), told))
}

fn ours(words: &str) -> String {
    told(words).unwrap_or_else(|error| panic!("{words}: {error}")).0
}

fn refused(words: &str) -> String {
    match told(words) {
        Err(Error::Refused { message, hint }) => format!("{message}\n{}", hint.unwrap_or_default()),
        other => panic!("{words}: {other:?}"),
    }
}

#[test]
fn other_commands_stay_as_they_are() {
    let words = ["swtch", "run", "a.c", "-O9", "--", "-fnothing"].map(OsString::from);
    let (ours, told) = read(words.iter().cloned()).unwrap();
    assert_eq!(ours, words);
    assert!(told.pieces.is_empty());
}

#[test]
fn our_own_options_are_handed_on() {
    assert_eq!(ours("-c a.c -o a.o"), "-oa.o -c -- a.c");
    assert_eq!(ours("-I inc -Iinc -D X=1 -DY -U Z a.c"), "-Iinc -Iinc -DX=1 -DY -UZ -- a.c");
    assert_eq!(ours("--emit ir --std=c89 a.c"), "--emit=ir --std=c89 -- a.c");
    assert_eq!(ours("-shared -Wl,-soname,libx.so.1 x.o"), "--shared --soname=libx.so.1 -- x.o");
    assert_eq!(ours("-std=gnu99 -ansi a.c"), "--std=gnu99 --std=c89 -- a.c");
}

#[test]
fn the_last_word_counts() {
    assert_eq!(ours("-O2 -O0 a.c"), "-O0 -- a.c");
    assert_eq!(ours("-O0 -Os a.c"), "-O1 -- a.c");
    assert_eq!(ours("-g3 -g0 a.c"), "-- a.c");
    assert_eq!(ours("-g0 -ggdb3 a.c"), "-g -- a.c");
    assert_eq!(ours("-fno-builtin a.c"), "-fno-builtin -- a.c");
    assert_eq!(ours("-fno-builtin -fbuiltin a.c"), "-- a.c");
    assert_eq!(ours("-fPIC -fno-pic a.c"), "-fno-pic -- a.c");
    assert_eq!(ours("-fPIC -fPIE a.c"), "-- a.c");
    assert_eq!(ours("-ffunction-sections -fno-function-sections a.c"), "-- a.c");
    assert_eq!(ours("-Wl,--gc-sections -Wl,--no-gc-sections a.c"), "-- a.c");
    // Of the stages, the first.
    assert_eq!(ours("-c -S -E a.c"), "-E -- a.c");
}

#[test]
fn what_means_nothing_here_is_dropped() {
    for word in [
        "-pipe",
        "-pedantic",
        "-O",
        "-march=rv32ima",
        "-march=rv32i2p1_m2p0_zicsr",
        "-mabi=ilp32",
        "-march=rv32im",
        "-mcmodel=medany",
        "-mno-relax",
        "-mtune=rocket",
        "-fwrapv",
        "-fno-strict-aliasing",
        "-funsigned-char",
        "-fno-common",
        "-fomit-frame-pointer",
        "-fno-omit-frame-pointer",
        "-fno-stack-protector",
        "-fno-pie",
        "-pie",
        "-no-pie",
        "-funroll-loops",
        "-fdiagnostics-color=always",
        "-fno-signed-char",
        "-fvisibility=default",
        "-Wl,--start-group",
        "-Wl,-rpath,/lib",
        "-Wl,--build-id=none",
        "-Wl,-z,relro",
        "-Wa,--noexecstack",
        "-Wno-no-such-warning",
        "-Wshadow",
        "-Wconversion",
        "-Werror=strict-prototypes",
        "-Wl,--hash-style=gnu",
        "-fno-asynchronous-unwind-tables",
        "-fcf-protection=none",
        "-rdynamic",
        "--param=x=1",
    ] {
        let level = if word == "-O" { "-O1 " } else { "" };
        assert_eq!(ours(&format!("{word} a.c")), format!("{level}-- a.c"), "{word}");
        assert!(told(word).unwrap().1.remarks.is_empty(), "{word}");
    }
}

#[test]
fn what_cannot_be_had_is_refused_with_the_reason() {
    for (words, why) in [
        ("-march=rv32imac", "compressed"),
        ("-march=rv32gc", "floating point"),
        ("-march=rv32imaf", "floating point"),
        ("-march=rv64ima", "32-bit"),
        ("-march=rv32e", "32 registers"),
        ("-march=rv32ima_zbb", "zbb"),
        ("-mabi=ilp32f", "no such option"),
        ("-m64", "no such option"),
        ("-fsigned-char", "unsigned"),
        ("-fno-unsigned-char", "unsigned"),
        ("-fshort-enums", "size of an int"),
        ("-fpack-struct", "convention"),
        ("-fpack-struct=1", "convention"),
        ("-fcommon", "once"),
        ("-fsanitize=address", "sanitizer"),
        ("-fvisibility=hidden", "sources"),
        ("-T script.ld", "no scripts"),
        ("-Ttext=0", "no scripts"),
        ("-Wl,-T,script.ld", "no scripts"),
        ("-Wl,--wrap=malloc", "renames"),
        ("-Wl,--no-such", "no such option"),
        ("-z nothing", "no such key"),
        ("-Wa,-ahls", "no such option"),
        ("-fno-such-thing", "no such option"),
        ("-Wunused-varable", "no such warning"),
        ("-gdwarf-4", "DWARF 5"),
        ("-gstabs", "no such debugging"),
        ("-Oh", "no such level"),
        ("-x c++", "not known"),
        ("-frobnicate", "no such option"),
        ("--frobnicate", "no such option"),
        ("-o", "value is missing"),
        ("-Wl,-Map", "value is missing"),
        ("-print-libgcc-file-name", "no libgcc"),
        ("-MG", "missing"),
    ] {
        let said = refused(words);
        assert!(said.contains(why), "{words}: {said}");
    }
    assert!(refused("-Wunused-varable").contains("-Wunused-variable"));
    assert!(refused("-fno-strict-alising").contains("strict-aliasing"));
}

#[test]
fn what_somebody_may_count_on_is_remarked() {
    let remarks = |words: &str| told(words).unwrap().1.remarks.join("\n");
    assert!(remarks("-fstack-protector-strong a.c").contains("-fstack-protector-strong"));
    assert!(remarks("-Wl,-z,defs a.o").contains("defs"));
    assert!(remarks("-Wl,--no-undefined a.o").contains("no-undefined"));
}

#[test]
fn warnings_with_levels_are_those_without() {
    assert_eq!(ours("-Wformat=2 a.c"), "-Wformat -- a.c");
    assert_eq!(ours("-Wformat=0 a.c"), "-Wno-format -- a.c");
    assert_eq!(ours("-W a.c"), "-Wextra -- a.c");
    assert_eq!(ours("-Werror=unused-variable a.c"), "-Werror=unused-variable -- a.c");
}

#[test]
fn libraries_stand_where_they_were_named() {
    let whole = How { whole: true, ..How::default() };
    let archive = How { archive: true, ..How::default() };
    let words = "a.c -lx -Wl,--whole-archive b.a -Wl,--no-whole-archive -x c d.txt -x none \
                 -Wl,-Bstatic -ly -Wl,-Bdynamic e.o";
    let (ours, told) = told(words).unwrap();
    assert_eq!(ours, "-lx -ly -- a.c b.a d.txt e.o");
    let file = |language, how| Piece::File { language, how };
    assert_eq!(
        told.pieces,
        [
            file(None, How::default()),
            Piece::Library(How::default()),
            file(None, whole),
            file(Some(Language::C), How::default()),
            Piece::Library(archive),
            file(None, How::default()),
        ]
    );
}

#[test]
fn words_for_the_preprocessor_and_the_linker_come_in_several_forms() {
    let told = |words: &str| told(words).unwrap().1;
    let rules = told("-Wp,-MD,deps/a.d -c a.c").dependencies;
    assert_eq!(rules.file.as_deref(), Some("deps/a.d"));
    assert!(!rules.only);
    assert_eq!(told("-Wl,-Map=out.map a.c").link.map.as_deref(), Some("out.map"));
    assert_eq!(told("-Wl,-Map,out.map a.c").link.map.as_deref(), Some("out.map"));
    assert_eq!(told("-Xlinker -Map -Xlinker out.map a.c").link.map.as_deref(), Some("out.map"));
    assert_eq!(told("-Wl,-e,start a.c").link.entry.as_deref(), Some("start"));
    let headers =
        told("-include a.h -isystem s -isystem=t -iquote q -idirafter z -nostdinc a.c").headers;
    assert_eq!(headers.forced, ["a.h"]);
    assert_eq!(headers.system, ["s", "=t"]);
    assert_eq!((headers.quoted, headers.after), (vec!["q".into()], vec!["z".into()]));
    assert!(headers.no_standard);
    assert_eq!(told("-MM -MT $(X) -MQ $y a.c").dependencies.targets, ["$(X)", "$$y"]);
}
