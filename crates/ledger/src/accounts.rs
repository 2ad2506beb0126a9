//! The books: every cycle, instruction and miss goes to exactly one account.
//!
//! Nothing is added up event by event. The books remember the counters at the moment the current
//! account began; when another begins, the difference is booked. So the sum over all accounts *is*
//! the machine's count.

use rustc_hash::FxHashMap;

use crate::run::{Account, Tally};

/// An account's position in the books.
pub(crate) type AccountId = usize;

/// All accounts, in the order in which they were opened.
#[derive(Debug, Default)]
pub(crate) struct Accounts {
    owners: Vec<String>,
    booked: Vec<Tally>,
    ids: FxHashMap<String, AccountId>,
    current: AccountId,
    since: Tally,
}

impl Accounts {
    /// Books that begin with `owner`, at reset.
    pub fn new(owner: &str) -> Accounts {
        let mut accounts = Accounts::default();
        accounts.current = accounts.open(owner);
        accounts
    }

    /// The account of `owner`, opened if it is new.
    pub fn open(&mut self, owner: &str) -> AccountId {
        if let Some(&id) = self.ids.get(owner) {
            return id;
        }
        let id = self.owners.len();
        self.owners.push(owner.to_string());
        self.booked.push(Tally::default());
        self.ids.insert(owner.to_string(), id);
        id
    }

    /// Whose everything is now.
    pub fn current(&self) -> AccountId {
        self.current
    }

    /// From now on everything is `to`'s. Returns whether that is a change.
    pub fn change(&mut self, to: AccountId, now: Tally) -> bool {
        self.booked[self.current] += now - self.since;
        self.since = now;
        std::mem::replace(&mut self.current, to) != to
    }

    /// The owners' names, by account.
    pub fn owners(&self) -> &[String] {
        &self.owners
    }

    /// Closes the books at `now`.
    pub fn finish(&mut self, now: Tally) -> Vec<Account> {
        self.change(self.current, now);
        let account = |(owner, booked): (&String, &Tally)| Account {
            owner: owner.clone(),
            cycles: booked.cycles,
            instructions: booked.instructions,
            misses: booked.misses,
        };
        self.owners.iter().zip(&self.booked).map(account).collect()
    }
}
