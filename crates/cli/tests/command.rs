//! The command itself: exit statuses, where output goes, and what a wrong call or a wrong file says.
//! Messages are snapshots with the folder's name taken out; each must end in status 125.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A folder of its own for each case, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Folder {
        let path = std::env::temp_dir().join(format!("swtch-cli-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        for (file, text) in files {
            std::fs::write(path.join(file), text).unwrap();
        }
        Folder(path)
    }

    fn swtch(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_swtch"))
            .args(arguments)
            .current_dir(&self.0)
            .stdin(Stdio::null())
            .output()
            .unwrap()
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

/// The message of a call that must be refused.
fn refused(name: &str, files: &[(&str, &str)], arguments: &[&str]) {
    let output = Folder::new(name, files).swtch(arguments);
    assert_eq!(output.status.code(), Some(125), "{}", text(&output.stderr));
    assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
    insta::assert_snapshot!(name, text(&output.stderr));
}

#[test]
fn wrong_workloads_get_a_caret_and_a_hint() {
    let job = |what: &str| format!("Workload(\n    jobs: [\n        ({what}),\n    ],\n)\n");
    let wrong = [
        ("sched_typo", "name: \"P1\", arival: 0, bursts: [Cpu(24)]"),
        ("sched_negative", "name: \"P1\", arrival: 0, bursts: [Cpu(-24)]"),
        ("sched_io_last", "name: \"P1\", bursts: [Cpu(3), Io(2)]"),
    ];
    for (name, what) in wrong {
        refused(name, &[("jobs.ron", &job(what))], &["sched", "jobs.ron"]);
    }
    refused("sched_policy", &[], &["sched", "textbook", "--policy", "strf"]);
    refused("sched_quantum", &[], &["sched", "textbook", "--quantum", "0"]);
    refused("sched_tick", &[], &["sched", "textbook", "--tick", "3"]);
}

#[test]
fn wrong_files_are_named_with_place_cause_and_way_out() {
    refused("missing_file", &[], &["run", "nofile.c"]);
    refused("missing_program", &[], &["run", "nothing"]);
    refused("cc_over_its_input", &[("own.c", "int x;")], &["cc", "-c", "own.c", "-o", "own.c"]);
    refused("run_over_its_input", &[("own.c", "int x;")], &["run", "own.c", "-o", "own.c"]);
    let c = "int main(void) {\n    int x = 3\n    return y;\n}\n";
    refused("c_error", &[("err.c", c)], &["run", "err.c"]);
    let asm = "_start:\n    adx a0, a0, 1\n    li a0, 99999999999\n";
    refused("unknown_instruction", &[("err.s", asm)], &["run", "--bare", "err.s"]);
    let undefined = "int helper(int);\nint main(void)\n{\n    return helper(3);\n}\n";
    refused("undefined_symbol", &[("main.c", undefined)], &["run", "main.c"]);
    let typo = "(\n    mul_cycle: 3,\n)\n";
    refused("ron_typo", &[("my.ron", typo)], &["run", "hello", "--machine", "my.ron"]);
    let geometry = "(\n    l1d: (size: \"16KiB\",\n        ways: 3),\n)\n";
    refused("geometry", &[("my.ron", geometry)], &["run", "hello", "--machine", "my.ron"]);
}

#[test]
fn an_elf_for_another_machine_is_refused() {
    let folder = Folder::new("elf", &[]);
    let mut elf = vec![0x7f, b'E', b'L', b'F', 2, 1, 1];
    elf.resize(64, 0);
    elf[16] = 2; // an executable
    elf[18] = 62; // for x86-64
    std::fs::write(folder.0.join("foreign"), elf).unwrap();
    let output = folder.swtch(&["run", "foreign"]);
    assert_eq!(output.status.code(), Some(125));
    insta::assert_snapshot!("foreign_elf", text(&output.stderr));
}

#[test]
fn wrong_options_are_named() {
    refused("unknown_machine", &[], &["run", "hello", "--machine", "fast"]);
    refused("unknown_field", &[], &["run", "hello", "--set", "tlb.asid_bit=0"]);
    refused("impossible_field", &[], &["run", "hello", "--set", "l1d.ways=3"]);
    refused("unknown_policy", &[], &["run", "hello", "--sched", "fastest"]);
    refused("short_quantum", &[], &["run", "hello", "--quantum", "0"]);
    refused("unknown_option", &[], &["run", "hello", "--frobnicate"]);
    refused("unknown_name", &[], &["show", "nothing"]);
    let main = "int main(void) { return 0; }\n";
    refused("name_of_init", &[("init.c", main)], &["run", "init.c"]);
    refused("name_given_twice", &[("a.c", main)], &["run", "a.c", "--with", "a.c"]);
    let many: Vec<&str> = ["run", "hello", "--"].into_iter().chain(["word"; 63]).collect();
    refused("too_many_arguments", &[], &many);
}

#[test]
fn the_status_is_the_programs_or_says_what_ended_it() {
    let exits =
        "#include <stdlib.h>\nint main(int c, char **v) { return c > 1 ? atoi(v[1]) : 0; }\n";
    let null = "int main(void) { *(volatile int *)0 = 1; return 0; }\n";
    let forever = "int main(void) { for (;;) ; }\n";
    let long = "a_name_longer_than_the_kernel_keeps_of_it.c";
    let files = [("exits.c", exits), (long, exits), ("null.c", null), ("forever.c", forever)];
    let folder = Folder::new("status", &files);
    let status = |arguments: &[&str]| folder.swtch(arguments).status.code().unwrap();
    assert_eq!(status(&["run", "exits.c"]), 0);
    assert_eq!(status(&["run", "exits.c", "--", "119"]), 119);
    assert_eq!(status(&["run", "exits.c", "--", "200"]), 120);
    assert_eq!(status(&["run", long, "--", "7"]), 7);
    assert_eq!(status(&["run", "null.c"]), 128 + 11);
    assert_eq!(status(&["run", "deadlock"]), 123);
    assert_eq!(status(&["run", "forever.c", "--limit", "1000000"]), 124);
}

#[test]
fn text_goes_console_first_and_json_is_one_document() {
    let folder = Folder::new("forms", &[]);
    let output = folder.swtch(&["run", "--switches", "hello", "--format", "text"]);
    assert!(output.stdout.starts_with(b"Hello, world\n\nswtch "), "{}", text(&output.stdout));
    let output = folder.swtch(&["run", "hello", "--format", "json", "-o", "out.json"]);
    assert!(output.stdout.is_empty());
    let document = std::fs::read(folder.0.join("out.json")).unwrap();
    let document: serde_json::Value = serde_json::from_slice(&document).unwrap();
    assert_eq!(document["console"], "Hello, world\n");
    assert_eq!(document["outcome"], serde_json::json!({"kind": "exit", "code": 0}));
}

#[test]
fn a_program_that_reads_nothing_does_not_wait_for_standard_input() {
    let folder = Folder::new("stdin", &[]);
    // The pipe's other end stays open until the child is done: reading it to its end would hang.
    let mut child = Command::new(env!("CARGO_BIN_EXE_swtch"))
        .args(["run", "hello"])
        .current_dir(&folder.0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let held_open = child.stdin.take();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    drop(held_open);
}

#[test]
fn cc_makes_what_run_takes() {
    let source = "#include <stdio.h>\nint main(void) { puts(\"made\"); return 9; }\n";
    let folder = Folder::new("cc", &[("main.c", source)]);
    assert_eq!(folder.swtch(&["cc", "-c", "main.c"]).status.code(), Some(0));
    assert_eq!(folder.swtch(&["cc", "main.o", "-o", "made"]).status.code(), Some(0));
    let output = folder.swtch(&["run", "made"]);
    assert!(output.stdout.starts_with(b"made\n"));
    assert_eq!(output.status.code(), Some(9));
    for stage in ["tokens", "preprocessed", "ast", "ir", "asm", "object", "map"] {
        let output = folder.swtch(&["cc", "--emit", stage, "main.c"]);
        assert_eq!(output.status.code(), Some(0), "{stage}: {}", text(&output.stderr));
        assert!(text(&output.stdout).contains("main"), "{stage}");
    }
    let output = folder.swtch(&["disasm", "made"]);
    assert!(text(&output.stdout).contains("main.c:2"), "source lines stand among the instructions");
}

/// Two lines of the same set of a direct-mapped cache, read in turn, a store, and a fetch.
/// A message without addresses and counts, which are another compiler's business; of threads that take turns
/// either may run at the end.
fn without_numbers(message: &str) -> String {
    let word = |word: &str| match word.trim_start_matches('(') {
        hex if hex.starts_with("0x") => "ADDRESS".into(),
        count if count.len() > 3 && count.bytes().all(|digit| digit.is_ascii_digit()) => {
            "COUNT".into()
        }
        _ => match word.split_once("+0x") {
            Some((function, _)) => format!("{function},"),
            None => word.to_string(),
        },
    };
    let line = |line: &str| line.split(' ').map(word).collect::<Vec<String>>().join(" ");
    let lines: Vec<String> = message.lines().map(line).collect();
    lines.join("\n").replace(", running:", ", runs:").replace(", ready:", ", runs:")
}

/// What is said of a run that cannot come to an end.
fn stopped(name: &str, text_of: &str, status: i32) {
    let folder = Folder::new(name, &[("stuck.c", text_of)]);
    let output = folder.swtch(&["run", "stuck.c", "--limit", "3_000_000"]);
    assert_eq!(output.status.code(), Some(status));
    insta::assert_snapshot!(name, without_numbers(&text(&output.stderr)));
}

#[test]
fn who_waits_for_whom_is_told_when_a_run_cannot_end() {
    let mutexes = "\
#include <pthread.h>
static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static void *other(void *unused)
{
    pthread_mutex_lock(&b);
    sched_yield();
    pthread_mutex_lock(&a);
    return unused;
}
int main(void)
{
    pthread_t thread;
    pthread_mutex_lock(&a);
    pthread_create(&thread, 0, other, 0);
    sched_yield();
    pthread_mutex_lock(&b);
    return 0;
}
";
    stopped("stuck_in_mutexes", mutexes, 124);
    let joins = "\
#include <thread.h>
static thread_t first;
static void other(int unused)
{
    thread_join(first);
}
int main(void)
{
    thread_t thread;
    first = thread_self();
    thread_create(&thread, other, 0);
    return thread_join(thread);
}
";
    stopped("stuck_in_joins", joins, 123);
    let loops = "\
static int spin(int depth)
{
    while (depth == 0)
        ;
    return spin(depth - 1) + 1;
}
int main(void)
{
    return spin(9);
}
";
    stopped("stuck_in_a_loop", loops, 124);
}

#[test]
fn options_that_would_do_nothing_are_refused() {
    refused("csv_with_trace", &[], &["run", "hello", "--format", "csv", "--trace", "insns"]);
    refused("csv_with_stats", &[], &["run", "hello", "--format", "csv", "--stats"]);
    refused("variable_twice", &[], &["run", "hello", "--env", "A=1", "--env", "B", "--env", "A=2"]);
    refused("variable_again", &[], &["run", "hello", "--env", "A=1", "--env", "A=2"]);
    refused("number", &[], &["run", "hello", "--limit", "1e6"]);
    refused("large_number", &[], &["run", "hello", "--boost", "5_000_000_000"]);
    refused("missing_folder", &[], &["run", "hello", "-o", "none/out.txt"]);
    let huge =
        "int main(void) { return 0; }\nchar small[9];\nchar huge[2000000000], more[2000000000];\n";
    refused("huge_variable", &[("huge.c", huge)], &["cc", "huge.c"]);
    refused("no_main", &[("empty.c", ""), ("more.c", "int f;\n")], &["cc", "empty.c", "more.c"]);
    refused(
        "cut_archive",
        &[("cut.a", "!<arch>\ncut"), ("a.c", "int main(void){}")],
        &["cc", "a.c", "cut.a"],
    );
}

#[test]
fn a_shared_library_is_no_executable() {
    let folder = Folder::new("kinds", &[("x.c", "int x;\n")]);
    folder.swtch(&["cc", "-shared", "x.c", "-o", "libx.so"]);
    let listing = text(&folder.swtch(&["disasm", "libx.so"]).stdout);
    assert!(listing.starts_with("libx.so: shared library\n"), "{listing}");
}

#[test]
fn a_din_trace_runs_through_the_machines_caches() {
    let trace = "0 0\n0 4000\n1 0 ignored\n\n2 0x80000000\n0 4000\n";
    let folder = Folder::new("cache", &[("t.din", trace)]);
    let set = ["--set", "l1d.ways=1", "--format", "json"];
    let output = folder.swtch(&[&["cache", "t.din"][..], &set].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    insta::assert_snapshot!("cache_json", text(&output.stdout));
    let output = folder.swtch(&["cache", "t.din"]);
    insta::assert_snapshot!("cache_text", text(&output.stdout));
    refused("cache_mistake", &[("t.din", "0 100\n0 200\n7 300\n")], &["cache", "t.din"]);
    refused("cache_long_line", &[("t.din", &"0".repeat(5000))], &["cache", "t.din"]);
    refused("cache_wide", &[("t.din", "2 123456789\n")], &["cache", "t.din"]);
}

#[test]
fn warnings_are_asked_for_and_may_be_errors() {
    let folder = Folder::new("warnings", &[("w.c", "int main(void) { int unused; return 0; }\n")]);
    let said = |flags: &[&str]| {
        let output = folder.swtch(&[&["cc", "-c", "w.c"], flags].concat());
        (output.status.code().unwrap(), text(&output.stderr).contains("'unused'"))
    };
    assert_eq!(said(&[]), (0, false));
    assert_eq!(said(&["-Wall"]), (0, true));
    assert_eq!(said(&["-Wall", "-Werror"]), (125, true));
}

#[test]
fn wrong_disks_and_inputs_are_refused() {
    refused("disk_missing", &[], &["run", "--bare", "disk", "--disk", "none.img"]);
    refused("disk_odd", &[("odd.img", "abc")], &["run", "hello", "--disk", "odd.img"]);
    refused("disk_folder", &[], &["run", "hello", "--disk", "."]);
    let typing = [("typing.script", "@100 \"a\"\n@90 \"b\"\n100 \"c\"\n")];
    refused("input_script", &typing, &["run", "cat", "--input-script", "typing.script"]);
    let recorded = ["run", "cat", "--input", "-", "--record-input", "typed.script"];
    refused("record_without_terminal", &[], &recorded);
    refused("board_under_a_kernel", &[], &["run", "tasks"]);
    refused("show_by_name_alone", &[], &["show", "vectors.S"]);
    refused("show_misspelt", &[], &["show", "kernel/sched_ffs.c"]);
}

#[test]
fn a_disk_may_not_fill_the_memory() {
    let folder = Folder::new("large", &[("large.img", "")]);
    let file = std::fs::File::create(folder.0.join("large.img")).unwrap();
    file.set_len((256 << 20) + 512).unwrap();
    let output = folder.swtch(&["run", "--bare", "disk", "--disk", "large.img"]);
    assert_eq!(output.status.code(), Some(125));
    assert!(text(&output.stderr).contains("large.img: larger than 256 MiB"));
}

#[test]
fn a_disk_is_kept_only_if_asked_for() {
    let image = "x".repeat(4 * 512);
    let folder = Folder::new("kept", &[("a.img", &image)]);
    let read = |name: &str| std::fs::read(folder.0.join(name)).unwrap();
    let run = |more: &[&str]| {
        let output = folder.swtch(&[&["run", "--bare", "disk", "--disk", "a.img"], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    };
    run(&[]);
    assert_eq!(read("a.img"), image.as_bytes());
    std::fs::write(folder.0.join("a.img"), ["first\n", &image[6..]].concat()).unwrap();
    run(&["--disk-out", "b.img"]);
    assert!(read("b.img")[512..1024].ends_with(b"\ntsrif"));
    run(&["--disk-out", "a.img"]);
    assert_eq!(read("a.img"), read("b.img"));
}

#[test]
fn assembly_with_an_entry_of_its_own_is_disassembled_as_bare() {
    let folder = Folder::new("entry", &[("e.s", ".globl _start\n_start: j _start\n")]);
    let listing = text(&folder.swtch(&["disasm", "--bare", "e.s"]).stdout);
    assert!(listing.contains("80000000"), "{listing}");
    assert!(text(&folder.swtch(&["disasm", "tasks"]).stdout).contains("tasks_entry"));
}

#[test]
fn a_raw_image_runs_where_ram_begins() {
    // lui t0, 0x100; lui t1, 0x53; addi t1, t1, 0x333; sw t1, 0(t0): the finisher's code 5
    let words = [0x0010_02b7u32, 0x0005_3337, 0x3333_0313, 0x0062_a023];
    let folder = Folder::new("raw", &[]);
    let image: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    std::fs::write(folder.0.join("five.bin"), image).unwrap();
    assert_eq!(folder.swtch(&["run", "--bare", "five.bin"]).status.code(), Some(5));
    let output = folder.swtch(&["run", "five.bin"]);
    assert_eq!(output.status.code(), Some(125));
    assert!(text(&output.stderr).contains("runs without a kernel"));
}

#[test]
fn a_kernel_may_have_headers_of_its_own() {
    let start = "#include <sys/syscall.h>\n.globl _start\n_start: li t0, 0x100000\n\
        li t1, OWN << 16 | 0x3333\nsw t1, 0(t0)\n1: j 1b\n";
    let folder = Folder::new("headers", &[]);
    std::fs::create_dir_all(folder.0.join("kernel/include/sys")).unwrap();
    std::fs::write(folder.0.join("kernel/include/sys/syscall.h"), "#define OWN 9\n").unwrap();
    std::fs::write(folder.0.join("kernel/start.S"), start).unwrap();
    let output = folder.swtch(&["run", "hello", "--kernel", "kernel"]);
    assert_eq!(output.status.code(), Some(9), "{}", text(&output.stderr));
}
