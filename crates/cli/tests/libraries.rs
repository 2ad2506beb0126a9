//! Static and shared libraries, from source to a run: what users type, and what wrong calls are told.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A folder of its own for each case, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Folder {
        let path = std::env::temp_dir().join(format!("swtch-lib-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        for (file, text) in files {
            std::fs::write(path.join(file), text).unwrap();
        }
        Folder(path)
    }

    fn command(&self, program: &str, line: &str) -> std::io::Result<Output> {
        let mut command = Command::new(program);
        command.args(line.split_whitespace()).current_dir(&self.0).stdin(Stdio::null()).output()
    }

    fn swtch(&self, line: &str) -> Output {
        self.command(env!("CARGO_BIN_EXE_swtch"), line).unwrap()
    }

    /// Standard output of a call that must succeed with this status.
    fn done(&self, line: &str, status: i32) -> String {
        let output = self.swtch(line);
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(status), "{line}\n{out}{err}");
        out
    }

    /// The console of a run, without the report.
    fn console(&self, line: &str, status: i32) -> String {
        let out = self.done(line, status);
        let end = out.find("\nswtch ").unwrap_or(out.len());
        out[..end].to_string()
    }

    /// The message of a call that must be refused.
    fn refused(&self, line: &str) -> String {
        let output = self.swtch(line);
        assert_eq!(output.status.code(), Some(125), "{line}: {}", text(&output.stderr));
        format!("$ swtch {line}\n{}", text(&output.stderr))
    }

    /// Whether another tool is there and did it.
    fn tool(&self, program: &str, line: &str) -> bool {
        match self.command(program, line) {
            Ok(output) => {
                assert!(output.status.success(), "{program} {line}: {}", text(&output.stderr));
                true
            }
            Err(_) => {
                eprintln!("SKIPPED: {program} is not installed");
                false
            }
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Everything that a library and a program can want of each other.
const LIBRARY: &str = r#"
#include <stdio.h>
int counter = 5;
int table[2000];
static int secret = 3;
static int half(int n) { return n / 2; }
int (*chosen)(int) = half;
const char *const names[] = {"zero", "one", "two", "three"};
int callback(int n);
int counted(void) { return ++counter + secret; }
int *entry(int n) { return &table[n]; }
int same(int (*f)(void)) { return f == counted; }
const char *name(int n)
{
    switch (n) {
    case 0: return names[0];
    case 1: return names[1];
    case 2: return names[2];
    case 3: return names[3];
    case 4: return "four";
    }
    printf("no name for %d\n", n);
    return names[callback(n)];
}
int overridden(void) { return 1; }
int ask(void) { return overridden(); }
long long divide(long long a, long long b) { return a / b; }
"#;

const PROGRAM: &str = r#"
#include <stdio.h>
extern int counter, table[];
extern int (*chosen)(int);
extern const char *const names[];
int counted(void), *entry(int), same(int (*)(void)), ask(void);
long long divide(long long, long long);
const char *name(int);
int callback(int n) { return n - 7; }
int overridden(void) { return 2; }
int missing(void) __attribute__((weak));
int main(void)
{
    int first = counted();
    int second = counted();

    printf("%d %d %d\n", first, second, counter);
    printf("%s %s %s\n", name(2), name(4), name(8));
    *entry(1999) = 7;
    printf("%d %d %d %s\n", table[1999], chosen(10), same(counted), names[3]);
    printf("%d %lld %d\n", ask(), divide(1000000000000, 7), missing == 0);
    return counter;
}
"#;

const PRINTED: &str = "9 10 7\nno name for 8\ntwo four one\n7 5 1 three\n2 142857142857 1\n";

fn both() -> [(&'static str, &'static str); 2] {
    [("x.c", LIBRARY), ("main.c", PROGRAM)]
}

#[test]
fn a_program_of_several_files_runs_at_once() {
    let folder = Folder::new(
        "several",
        &[both()[0], ("main.c", &PROGRAM.replace("int overridden(void) { return 2; }", ""))],
    );
    folder.done("cc -c x.c -o x.o", 0);
    let printed = PRINTED.replace("2 1428", "1 1428");
    assert_eq!(folder.console("run main.c x.c", 7), printed);
    assert_eq!(folder.console("run main.c x.o", 7), printed);
}

#[test]
fn a_shared_library_does_what_a_static_one_does() {
    let folder = Folder::new("shared", &both());
    folder.done("cc -shared -fPIC -o libx.so x.c", 0);
    assert_eq!(folder.console("run main.c libx.so", 7), PRINTED);
    folder.done("cc main.c libx.so -o lazy", 0);
    assert_eq!(folder.console("run lazy libx.so", 7), PRINTED);
    folder.done("cc -Wl,-z,now main.c -L . -l x -o now", 0);
    assert_eq!(folder.console("run now libx.so", 7), PRINTED);
    folder.done("cc -O0 -shared x.c -o libx.so", 0);
    assert_eq!(folder.console("run lazy libx.so --fork eager", 7), PRINTED);
    let listing = folder.done("disasm libx.so", 0);
    assert!(listing.contains("<counted>:"), "{listing}");
}

#[test]
fn libraries_need_each_other_and_have_constructors() {
    let constructor = "        .text\nbegin:  la t0, trace\n        lw t1, 0(t0)\n        slli t1, t1, 4\n\
        addi t1, t1, NUMBER\n        sw t1, 0(t0)\n        ret\n        .section .init_array, \"aw\"\n        .word begin\n";
    let number = |n: &str| format!("        .option pic\n{}", constructor.replace("NUMBER", n));
    let end = "#include <stdio.h>\nint trace;\nstatic void bye(void) { printf(\"bye\\n\"); }\n\
        void (*const at_end[])(void) __attribute__((section(\".fini_array\"))) = { bye };\n\
        int low(void) { return 3; }\n";
    let folder = Folder::new(
        "several_libraries",
        &[
            ("low.c", end),
            ("low_init.s", &number("1")),
            ("high.c", "int low(void);\nint high(void) { return low() + 1; }\n"),
            ("high_init.s", &number("2")),
            ("own_init.s", &number("3")),
            (
                "main.c",
                "#include <stdio.h>\nint high(void);\nextern int trace;\n\
                        int main(void) { printf(\"%d %x\\n\", high(), trace); return 0; }\n",
            ),
        ],
    );
    folder.done("cc -shared low.c low_init.s -o liblow.so", 0);
    folder.done("cc -shared high.c high_init.s liblow.so -o libhigh.so", 0);
    // What a library needs begins before it, in whichever order they are named.
    for libraries in ["libhigh.so liblow.so", "liblow.so libhigh.so"] {
        let run = format!("run main.c own_init.s {libraries}");
        assert_eq!(folder.console(&run, 0), "4 123\nbye\n");
    }
}

#[test]
fn attributes_and_options_reach_the_linker() {
    let library = r#"
#include <stdio.h>
int trace;
static void first(void) __attribute__((constructor));
static void first(void) { trace = 5; }
__attribute__((destructor)) static void last(void) { printf("last %d\n", trace); }
__attribute__((visibility("hidden"))) int inner(void) { return trace; }
int outer(void) { return inner() * 10; }
int never(int n) { switch (n) { case 1: return 2; case 2: return 9; case 3: return 4; case 4: return 7; case 5: return 1; } return inner(); }
int never_used[100] = {1};
"#;
    let program = "int outer(void);\nint main(void) { return outer(); }\n";
    let folder = Folder::new("attributes", &[("x.c", library), ("main.c", program)]);
    assert_eq!(folder.console("run main.c x.c", 50), "last 5\n");
    folder.done("cc -shared x.c -o libx.so", 0);
    assert_eq!(folder.console("run main.c libx.so", 50), "last 5\n");
    std::fs::write(
        folder.0.join("inner.c"),
        "int inner(void);\nint main(void) { return inner(); }\n",
    )
    .unwrap();
    assert!(folder.refused("cc inner.c libx.so").contains("undefined symbol `inner`"));
    let all = "cc -ffunction-sections -fdata-sections main.c x.c";
    let map = folder.done(&format!("{all} --emit map"), 0);
    assert!(map.contains(".text.never") && map.contains(".data.never_used"), "{map}");
    let map = folder.done(&format!("{all} -Wl,--gc-sections --emit map"), 0);
    assert!(!map.contains("never") && map.contains(".text.inner"), "{map}");
    folder.done(&format!("{all} --gc-sections -o small"), 0);
    assert_eq!(folder.console("run small", 50), "last 5\n");
}

#[test]
fn a_loaded_library_survives_fork_and_is_shared() {
    let library =
        "const char text[8192] = \"shared\";\nint count;\nint next(void) { return ++count; }\n";
    let program = r#"
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
extern const char text[8192];
extern int count;
int next(void);
int main(void)
{
    struct memory_count pages;
    next();
    if (fork() == 0) {
        next();
        next();
        memory_count(text, sizeof text, &pages);
        printf("child %d, %c, shared %d\n", count, text[1], pages.shared == pages.resident && pages.shared > 0);
        return 0;
    }
    wait(NULL);
    printf("parent %d\n", next());
    return 0;
}
"#;
    let folder = Folder::new("forked", &[("x.c", library), ("main.c", program)]);
    folder.done("cc -shared x.c -o libx.so", 0);
    for how in ["", " --fork eager", " --set tlb.asid_bits=0"] {
        let console = folder.console(&format!("run main.c libx.so{how}"), 0);
        assert_eq!(console, "child 3, h, shared 1\nparent 2\n");
    }
}

#[test]
fn faults_in_a_library_are_told_by_its_functions() {
    let library = "struct node { int value; struct node *next; };\n\
        int sum(const struct node *node)\n{\n    int sum = 0;\n\
        while (node->value != 99) {\n        sum += node->value;\n        node = node->next;\n    }\n\
        return sum;\n}\n\
        int apply(int (*function)(int), int x) { return function(x) + 1; }\n";
    let program = "struct node { int value; struct node *next; };\n\
        int sum(const struct node *), apply(int (*)(int), int);\n\
        static int back(int x)\n{\n    struct node only = { x, 0 };\n    return sum(&only);\n}\n\
        int main(void) { return apply(back, 3); }\n";
    let files = [("list.c", library), ("main.c", program), ("other.c", "int unused = 1;\n")];
    let folder = Folder::new("faults", &files);
    folder.done("cc -shared list.c -o liblist.so", 0);
    folder.done("cc -shared other.c -o libother.so", 0);
    for how in ["liblist.so", "libother.so liblist.so", "liblist.so --env LD_BIND_NOW=1"] {
        let done = folder.swtch(&format!("run main.c {how}"));
        let said = text(&done.stderr);
        let places: Vec<&str> = said
            .lines()
            .filter_map(|line| line.split_once('(')?.1.rsplit_once(')'))
            .map(|p| p.0)
            .collect();
        assert_eq!(done.status.code(), Some(128 + 11), "{said}");
        let places = places.join("; ");
        for place in ["list.c:5, liblist.so", "main.c:6", "list.c:11, liblist.so", "main.c:8"] {
            assert!(places.contains(place), "{how}: {said}");
        }
        assert!(!said.contains("followed"), "{said}");
    }
}

#[test]
fn the_environment_has_functions_looked_up_before_main() {
    let program = "#include <stdio.h>\nint next(void);\n\
        static unsigned now(void) { unsigned n; asm volatile(\"rdinstret %0\" : \"=r\"(n)); return n; }\n\
        int main(void) { unsigned from = now(); next(); printf(\"%u\\n\", now() - from); return 0; }\n";
    let files = [("x.c", "int next(void) { return 1; }\n"), ("main.c", program)];
    let folder = Folder::new("now", &files);
    folder.done("cc -shared x.c -o libx.so", 0);
    let instructions = |environment: &str| -> u32 {
        let console = folder.console(&format!("run main.c libx.so{environment}"), 0);
        console.trim().parse().expect("a number")
    };
    let (lazy, now) = (instructions(""), instructions(" --env LD_BIND_NOW=1"));
    assert!(now < 30 && lazy > now + 100, "{lazy} {now}");
    assert_eq!(instructions(" --env LD_BIND_NOW="), lazy);
}

#[test]
fn archives_are_made_listed_and_taken_apart() {
    let folder = Folder::new("ar", &[both()[0], ("main.c", PROGRAM), ("other.c", "int other;\n")]);
    folder.done("cc -c x.c -o x.o", 0);
    folder.done("cc -c other.c -o other.o", 0);
    folder.done("ar rcs libx.a x.o other.o", 0);
    assert_eq!(folder.done("ar t libx.a", 0), "x.o\nother.o\n");
    let bytes = std::fs::read(folder.0.join("libx.a")).unwrap();
    folder.done("ar -rc libx.a x.o", 0);
    assert_eq!(std::fs::read(folder.0.join("libx.a")).unwrap(), bytes);
    folder.done("ar d libx.a other.o", 0);
    assert_eq!(folder.done("ar t libx.a", 0), "x.o\n");
    let object = std::fs::read(folder.0.join("x.o")).unwrap();
    std::fs::remove_file(folder.0.join("x.o")).unwrap();
    folder.done("ar x libx.a", 0);
    assert_eq!(std::fs::read(folder.0.join("x.o")).unwrap(), object);
    let program = PROGRAM.replace("int overridden(void) { return 2; }", "");
    std::fs::write(folder.0.join("main.c"), program).unwrap();
    let printed = PRINTED.replace("2 1428", "1 1428");
    assert_eq!(folder.console("run main.c libx.a", 7), printed);
}

#[test]
fn what_does_not_go_together_is_said() {
    let fixed = "extern int counter;\nint callback(int n) { return n; }\n\
                 int main(void) { return counter; }\n";
    let folder = Folder::new("refused", &[both()[0], ("main.c", PROGRAM), ("fixed.c", fixed)]);
    folder.done("cc -shared x.c -o libx.so", 0);
    folder.done("cc main.c libx.so -o program", 0);
    folder.done("cc -c x.c -o x.o", 0);
    let calls = [
        "run libx.so",
        "run program",
        "run program x.o",
        "run --bare main.c libx.so",
        "run --bare program",
        "run hello --kernel libx.so",
        "cc -fno-pic fixed.c libx.so -o fixed",
        "cc -shared x.o -o liby.so",
        "cc fixed.c x.c libnowhere.so",
        "cc main.c -l x",
        "ar m libx.a x.o",
        "ar t libnowhere.a",
        "ar rc libx.a main.c",
        "ar rc libx.a libx.so",
        "ar t program",
    ];
    let said: Vec<String> = calls.iter().map(|line| folder.refused(line)).collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn objects_of_gcc_become_shared_libraries_and_use_them() {
    let folder = Folder::new("gcc", &both());
    let gcc = "riscv64-unknown-elf-gcc";
    let options =
        "-march=rv32ima_zicsr_zifencei -mabi=ilp32 -ffreestanding -O2 -fpic -I include -c";
    let include = concat!(env!("CARGO_MANIFEST_DIR"), "/../../programs/include");
    let options = options.replace("include -c", &format!("{include} -c"));
    if !folder.tool(gcc, &format!("{options} x.c -o x.o")) {
        return;
    }
    folder.tool(gcc, &format!("{options} main.c -o main.o"));
    folder.done("cc -shared x.o -o libgcc.so", 0);
    folder.done("cc -shared x.c -o libours.so", 0);
    assert_eq!(folder.console("run main.c libgcc.so", 7), PRINTED);
    assert_eq!(folder.console("run main.o libours.so", 7), PRINTED);
    if folder.tool("ld.lld-14", "--no-relax -shared x.o -soname liblld.so -o liblld.so") {
        assert_eq!(folder.console("run main.c liblld.so", 7), PRINTED);
    }
}
