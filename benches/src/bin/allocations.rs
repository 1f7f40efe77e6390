//! Counts the heap allocations of an item of each work of this project's driver; fails above a limit.

#![expect(unsafe_code, reason = "a global allocator is unsafe to implement")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};

use graph_benches::drivers::{Driver, Failure, Target};
use graph_benches::server;
use graph_benches::work::Work;

/// The system's allocator, which counts.
struct Counting;

static COUNT: AtomicU64 = AtomicU64::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: every method is the system allocator's own, with the same arguments.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of the same method.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of the same method.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of the same method.
        unsafe { System.realloc(place, layout, size) }
    }
}

fn main() -> ExitCode {
    match counted() {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn counted() -> Result<ExitCode, Failure> {
    // The server allocates in a process of its own, or its allocations would be counted as well.
    let server = server::Child::start()?;
    let mut code = ExitCode::SUCCESS;
    for work in Work::ALL {
        let mut worker = Driver::Ours.connect(&Target::canned(server.address()))?;
        let (short, long) = work.lengths();
        let mut of = |count| {
            let before = COUNT.load(Ordering::Relaxed);
            worker(work, count).map(|()| COUNT.load(Ordering::Relaxed) - before)
        };
        of(short)?;
        let counts = (of(short)?, of(long)?);
        let item = counts.1.saturating_sub(counts.0) as f64 / (long - short) as f64;
        let limit = work.allocations();
        println!("{:<55} {item:>8.2} {}", work.title(), limit.map_or_else(String::new, |limit| format!("of {limit}")));
        if limit.is_some_and(|limit| item > limit as f64 + 0.01) {
            eprintln!("above the limit: {}", work.title());
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}
