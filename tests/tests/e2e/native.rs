//! The benchmark programs print the same sums here and when the host's own C compiler builds them.

use crate::harness::{Case, root};
use std::process::Command;

#[test]
fn benchmarks_compute_what_the_host_computes() {
    let compiler = "cc";
    if !Command::new(compiler).arg("--version").output().is_ok_and(|out| out.status.success()) {
        eprintln!("SKIPPED: no {compiler} here, so nothing was compared with the host");
        return;
    }
    let programs = root().join("programs");
    for file in swtch_programs::benches() {
        let name = file.stem();
        let out = std::env::temp_dir().join(format!("swtch-native-{}-{name}", std::process::id()));
        let source = programs.join(file.path);
        let built = Command::new(compiler).arg("-O1").arg("-o").arg(&out).arg(source).status();
        assert!(built.unwrap().success(), "{name}");
        let native = Command::new(&out).output().unwrap();
        std::fs::remove_file(&out).unwrap();
        let mut case = Case::sample(name);
        case.setup.limit_cycles = 1_000_000_000;
        assert_eq!(case.run().console().as_bytes(), native.stdout, "{name}");
    }
}
