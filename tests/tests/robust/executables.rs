//! Damaged executables, run: as `--bare` programs, and given to the kernel.

use proptest::prelude::*;
use std::sync::OnceLock;
use swtch_source::Files;
use swtch_system::guest::{self, ProgramSource, bare_program};
use swtch_system::{MachineSource, Setup, Toolchain, Unit, machine_config, run};

use crate::damage::{bytes, config};

struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Option<String> {
        None
    }
}

const LIMIT_CYCLES: u64 = 200_000;

/// A program with code, data, and a loop that ends.
fn program() -> Vec<u8> {
    static PROGRAM: OnceLock<Vec<u8>> = OnceLock::new();
    let text = "#include <stdio.h>\nint a[4] = {1, 2, 3, 4}, b[100];\n\
        int main(void) { int sum = 0; for (int i = 0; i < 100; i++) sum += a[i % 4] + b[i];\n\
        printf(\"%d\\n\", sum); return sum; }\n";
    let make = || {
        let unit = Unit { path: "sum.c".into(), text: text.into() };
        let source = ProgramSource::Units(vec![unit]);
        bare_program(&mut Toolchain::new(&NoFiles), &source).unwrap_or_else(|e| panic!("{e}"))
    };
    PROGRAM.get_or_init(make).clone()
}

fn setup(executable: Vec<u8>) -> Setup {
    let machine = machine_config(&MachineSource::Builtin("virt".into()), &[]).expect("built in");
    Setup::bare(machine, "damaged", executable, LIMIT_CYCLES)
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn a_damaged_executable_is_run_or_refused(executable in bytes(program())) {
        match run(&setup(executable.clone()), &mut |_| {}) {
            // The books are balanced by the run itself.
            Ok(done) => prop_assert!(done.run.accounts.len() <= 2),
            Err(error) => prop_assert!(error.to_string().contains("damaged"), "{}", error),
        }
        if let Err(error) = guest::check_user_program("damaged", &executable) {
            prop_assert!(error.to_string().contains("damaged"), "{}", error);
        }
    }
}
