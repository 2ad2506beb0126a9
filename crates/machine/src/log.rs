//! Logs: what a structure has lost since somebody looked.
//!
//! Whoever remembers something that a structure would say (the fast engine does) watches the
//! structure's log and forgets what it reads there. Nobody watches by default, and then nothing is
//! written down.

/// Single things that a log remembers. With more, everything counts as gone: whoever watches may not look
/// for long, as while every instruction is told.
const GONE_MAX: usize = 1 << 16;

/// What is gone: single things, or everything.
#[derive(Debug)]
pub(crate) struct Log<T> {
    watched: bool,
    everything: bool,
    gone: Vec<T>,
}

impl<T> Default for Log<T> {
    fn default() -> Log<T> {
        Log { watched: false, everything: false, gone: Vec::new() }
    }
}

impl<T> Log<T> {
    /// From now on there is somebody who looks.
    pub fn watch(&mut self) {
        self.watched = true;
    }

    /// One thing is gone.
    #[inline]
    pub fn lose(&mut self, thing: T) {
        if !self.watched {
            return;
        }
        if self.gone.len() >= GONE_MAX {
            self.gone.clear();
            self.everything = true;
        }
        self.gone.push(thing);
    }

    /// Everything is gone.
    pub fn lose_everything(&mut self) {
        self.everything |= self.watched;
    }

    /// Whether nothing was lost since the last look.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.gone.is_empty() && !self.everything
    }

    /// Whether everything was lost; that is forgotten then.
    pub fn take_everything(&mut self) -> bool {
        std::mem::take(&mut self.everything)
    }

    /// One thing that was lost, the last first.
    #[inline]
    pub fn take(&mut self) -> Option<T> {
        self.gone.pop()
    }
}

#[cfg(test)]
mod tests {
    use super::{GONE_MAX, Log};

    #[test]
    fn a_log_that_nobody_reads_stays_short_and_loses_everything() {
        let mut log = Log::default();
        log.watch();
        for thing in 0..3 * GONE_MAX {
            log.lose(thing);
        }
        assert!(log.gone.len() <= GONE_MAX);
        assert!(log.take_everything());
    }
}
