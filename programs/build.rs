//! Nothing is built; but a file that is added to one of these folders must be embedded.

fn main() {
    for path in ["kernel", "include", "lib", "bare", "bench", "apps", "tests", "workloads", "."] {
        println!("cargo:rerun-if-changed={path}");
    }
}
