//! The memory of an engine: it is counted, it has a limit, and it can be given back at one stroke.
//!
//! Whoever wants to know whether a script ran out of memory asks here. The engine's own exception
//! can be caught by the script, or be lost where the engine has no memory to make it.

use std::cell::Cell;
use std::ptr;
use std::rc::Rc;

use rquickjs::allocator::Allocator;

/// What stands before each block: how long it is. Asking the heap would cost more than a tenth of
/// what a script costs.
const HEADER: usize = size_of::<usize>();

/// The memory of an engine, which lives and dies on the engine's thread.
pub(crate) struct Heap {
    blocks: pages::Pages,
    /// Bytes that are in use.
    used: Cell<usize>,
    /// Bytes that are held outside for the script, and count as its own.
    outside: Cell<usize>,
    limit: usize,
    /// Whether the script was ever refused memory.
    refused: Cell<bool>,
}

impl Heap {
    /// An empty heap for so many bytes.
    pub(crate) fn new(limit: usize) -> Rc<Self> {
        Rc::new(Self {
            blocks: pages::Pages::new(),
            used: Cell::new(0),
            outside: Cell::new(0),
            limit,
            refused: Cell::new(false),
        })
    }

    /// Whether the script was refused memory since the engine was started.
    pub(crate) fn has_refused(&self) -> bool {
        self.refused.get()
    }

    /// Says how many bytes are held outside for the script.
    pub(crate) fn hold(&self, outside: usize) {
        self.outside.set(outside);
        self.check(0);
    }

    /// Whether there is room for so many bytes more; where there is none, they were refused.
    pub(crate) fn check(&self, bytes: usize) -> bool {
        let wanted = self
            .used
            .get()
            .saturating_add(self.outside.get())
            .saturating_add(bytes);
        let fits = wanted <= self.limit;
        if !fits {
            self.refused.set(true);
        }
        fits
    }

    /// Gives back all blocks, whoever points to them.
    ///
    /// # Safety
    /// Nothing may use the engine, nor take it apart, after this.
    pub(crate) unsafe fn release(&self) {
        // SAFETY: the caller's promise.
        unsafe { self.blocks.release() };
    }

    /// Room for a block of that length with its header; none where that is too much.
    fn room(&self, size: usize) -> Option<usize> {
        let room = size.checked_add(2 * HEADER - 1)? / HEADER * HEADER;
        self.check(room).then_some(room)
    }

    /// Writes down how long a new block is; returns where what it is for begins.
    ///
    /// # Safety
    /// `block` is null or the beginning of `room` bytes.
    unsafe fn begin(&self, block: *mut u8, room: usize) -> *mut u8 {
        if block.is_null() {
            self.refused.set(true);
            return block;
        }
        self.used.set(self.used.get() + room);
        // SAFETY: the block is at least as long as its header, and aligned for it.
        unsafe {
            header(block).write(room);
            block.add(HEADER)
        }
    }
}

/// Where a block says how long it is: blocks are aligned to a word, and what is in them begins a
/// word further.
fn header(block: *mut u8) -> *mut usize {
    block.cast()
}

/// The heap as the engine takes memory from it.
pub(super) struct Blocks(pub(super) Rc<Heap>);

// SAFETY: what is handed out is as long as was asked for, aligned to a word, and its length is
// written before it.
unsafe impl Allocator for Blocks {
    fn alloc(&mut self, size: usize) -> *mut u8 {
        let Some(room) = self.0.room(size) else {
            return ptr::null_mut();
        };
        // SAFETY: the block is new, and so long.
        unsafe { self.0.begin(self.0.blocks.take(room), room) }
    }

    fn calloc(&mut self, count: usize, size: usize) -> *mut u8 {
        let room = count.checked_mul(size).and_then(|size| self.0.room(size));
        let Some(room) = room else {
            self.0.refused.set(true);
            return ptr::null_mut();
        };
        // SAFETY: the block is new, and so long.
        unsafe { self.0.begin(self.0.blocks.take_zeroed(room), room) }
    }

    unsafe fn dealloc(&mut self, ptr: *mut u8) {
        // SAFETY: what is given back was handed out here, behind its header.
        unsafe {
            let block = ptr.sub(HEADER);
            let room = header(block).read();
            self.0.used.set(self.0.used.get() - room);
            pages::Pages::give_back(block);
        }
    }

    unsafe fn realloc(&mut self, ptr: *mut u8, new_size: usize) -> *mut u8 {
        if ptr.is_null() {
            return self.alloc(new_size);
        }
        // SAFETY: what is to grow was handed out here, behind its header.
        unsafe {
            let block = ptr.sub(HEADER);
            let before = header(block).read();
            self.0.used.set(self.0.used.get() - before);
            let moved = match self.0.room(new_size) {
                Some(room) => self.0.begin(self.0.blocks.resize(block, room), room),
                None => ptr::null_mut(),
            };
            if moved.is_null() {
                self.0.used.set(self.0.used.get() + before);
            }
            moved
        }
    }

    unsafe fn usable_size(ptr: *mut u8) -> usize {
        // SAFETY: what is asked about was handed out here, behind its header.
        unsafe { header(ptr.sub(HEADER)).read() - HEADER }
    }
}

/// Blocks from a heap of mimalloc's that can be given back as a whole.
#[cfg(not(address_sanitizer))]
mod pages {
    use std::cell::Cell;
    use std::ptr;

    use libmimalloc_sys as mi;

    pub(super) struct Pages(Cell<*mut mi::mi_heap_t>);

    impl Pages {
        pub(super) fn new() -> Self {
            // SAFETY: the call needs nothing; where it fails, so does all that is taken.
            Self(Cell::new(unsafe { mi::mi_heap_new() }))
        }

        pub(super) fn take(&self, room: usize) -> *mut u8 {
            self.of_heap(|heap| {
                // SAFETY: the heap is this thread's, and alive.
                unsafe { mi::mi_heap_malloc(heap, room) }.cast()
            })
        }

        pub(super) fn take_zeroed(&self, room: usize) -> *mut u8 {
            self.of_heap(|heap| {
                // SAFETY: the heap is this thread's, and alive.
                unsafe { mi::mi_heap_zalloc(heap, room) }.cast()
            })
        }

        /// # Safety
        /// `block` was taken here.
        pub(super) unsafe fn resize(&self, block: *mut u8, room: usize) -> *mut u8 {
            self.of_heap(|heap| {
                // SAFETY: the heap is this thread's and alive, and so is the block.
                unsafe { mi::mi_heap_realloc(heap, block.cast(), room) }.cast()
            })
        }

        /// # Safety
        /// `block` was taken here, and nobody uses it any more.
        pub(super) unsafe fn give_back(block: *mut u8) {
            // SAFETY: the caller's promise.
            unsafe { mi::mi_free(block.cast()) };
        }

        /// # Safety
        /// Nobody uses what was taken any more.
        pub(super) unsafe fn release(&self) {
            let heap = self.0.replace(ptr::null_mut());
            if !heap.is_null() {
                // SAFETY: the heap is this thread's and alive; the rest is the caller's promise.
                unsafe { mi::mi_heap_destroy(heap) };
            }
        }

        fn of_heap(&self, take: impl FnOnce(*mut mi::mi_heap_t) -> *mut u8) -> *mut u8 {
            match self.0.get() {
                heap if heap.is_null() => ptr::null_mut(),
                heap => take(heap),
            }
        }
    }

    impl Drop for Pages {
        /// What was not given back stays.
        fn drop(&mut self) {
            let heap = self.0.get();
            if !heap.is_null() {
                // SAFETY: the heap is this thread's and alive; its blocks live on without it.
                unsafe { mi::mi_heap_delete(heap) };
            }
        }
    }
}

/// Blocks from the program's own allocator, each of which the address sanitizer watches.
#[cfg(address_sanitizer)]
mod pages {
    use std::alloc::{self, Layout};

    pub(super) struct Pages;

    impl Pages {
        pub(super) fn new() -> Self {
            Self
        }

        pub(super) fn take(&self, room: usize) -> *mut u8 {
            // SAFETY: there is at least a header to make room for.
            unsafe { alloc::alloc(layout(room)) }
        }

        pub(super) fn take_zeroed(&self, room: usize) -> *mut u8 {
            // SAFETY: there is at least a header to make room for.
            unsafe { alloc::alloc_zeroed(layout(room)) }
        }

        /// # Safety
        /// `block` was taken here.
        pub(super) unsafe fn resize(&self, block: *mut u8, room: usize) -> *mut u8 {
            // SAFETY: the caller's promise; the block begins with how long it is.
            unsafe { alloc::realloc(block, layout(super::header(block).read()), room) }
        }

        /// # Safety
        /// `block` was taken here, and nobody uses it any more.
        pub(super) unsafe fn give_back(block: *mut u8) {
            // SAFETY: the caller's promise; the block begins with how long it is.
            unsafe { alloc::dealloc(block, layout(super::header(block).read())) };
        }

        /// # Safety
        /// None; all stays.
        pub(super) unsafe fn release(&self) {}
    }

    fn layout(room: usize) -> Layout {
        Layout::from_size_align(room, align_of::<usize>()).unwrap_or(Layout::new::<usize>())
    }
}
