//! Where the state is between requests: one JSON file for the world, one for each account.
//!
//! Owns files, the lock and the cache. Each file is replaced by write-and-rename, so a process that is killed leaves the
//! old or the new state, never half of one; there is no sync to disk, because the sandbox has to survive a killed
//! process and not a power cut. A lock file keeps processes apart that share the directory. It holds the number of the
//! last change: a process that finds another number than its own forgets what it has read.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use fs_err as fs;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::SandboxError;
use super::state::{Account, AccountId, World};

/// The version of the files' format; other versions are refused.
pub(crate) const FORMAT: u32 = 1;
const WORLD: &str = "sandbox.json";
const ACCOUNTS: &str = "accounts";
const LOCK: &str = "lock";

/// The directory and what was read from it.
#[derive(Debug)]
pub(crate) struct Store {
    directory: PathBuf,
    lock: File,
    cache: Mutex<Cache>,
}

/// What this process has read, as of a revision.
#[derive(Debug, Default)]
struct Cache {
    revision: u64,
    world: Option<World>,
    accounts: BTreeMap<AccountId, Account>,
}

/// The state while this process has it to itself.
pub(crate) struct Session<'a> {
    store: &'a Store,
    cache: MutexGuard<'a, Cache>,
}

impl Store {
    /// Opens the directory, and makes it when it is absent. Nothing in it is read yet.
    ///
    /// # Errors
    ///
    /// A directory that holds other things than a sandbox is refused, so that a reset cannot delete them.
    pub(crate) fn open(directory: &Path) -> Result<Self, SandboxError> {
        make_directory(directory)?;
        if !directory.join(WORLD).exists() {
            for entry in fs::read_dir(directory)? {
                let name = entry?.file_name();
                if ![LOCK, ACCOUNTS].iter().any(|known| name == *known)
                    && !is_leftover(&name.to_string_lossy())
                {
                    return Err(SandboxError::NotASandbox { directory: directory.to_owned() });
                }
            }
        }
        make_directory(&directory.join(ACCOUNTS))?;
        let lock = private().read(true).create(true).truncate(false).open(directory.join(LOCK))?;
        Ok(Self { directory: directory.to_owned(), lock, cache: Mutex::default() })
    }

    /// Takes the state for one request; other processes wait meanwhile.
    pub(crate) fn session(&self) -> Result<Session<'_>, SandboxError> {
        // A panic while the lock was held leaves the cache as the last load or save made it.
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        self.lock.lock()?;
        let revision = self.read_revision()?;
        if revision != cache.revision {
            *cache = Cache { revision, ..Cache::default() };
        }
        Ok(Session { store: self, cache })
    }

    /// The number in the lock file; 0 when nothing was saved yet.
    fn read_revision(&self) -> Result<u64, SandboxError> {
        let mut text = String::new();
        let mut file = &self.lock;
        file.seek(SeekFrom::Start(0))?;
        file.read_to_string(&mut text)?;
        Ok(text.trim().parse().unwrap_or(0))
    }

    fn write_revision(&self, revision: u64) -> Result<(), SandboxError> {
        let mut file = &self.lock;
        file.seek(SeekFrom::Start(0))?;
        // Of one width, so that no digit of an older number stays behind.
        file.write_all(format!("{revision:020}").as_bytes())?;
        Ok(())
    }

    fn account_file(&self, id: &AccountId) -> PathBuf {
        self.directory.join(ACCOUNTS).join(format!("{id}.json"))
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        // Closing the file would release the lock as well; there is nobody to tell about a failure.
        let _ = self.store.lock.unlock();
    }
}

impl Session<'_> {
    /// Whether the directory holds a sandbox already.
    pub(crate) fn is_seeded(&self) -> bool {
        self.store.directory.join(WORLD).exists()
    }

    pub(crate) fn world(&mut self) -> Result<&World, SandboxError> {
        let path = self.store.directory.join(WORLD);
        let world = match self.cache.world.take() {
            Some(world) => world,
            None => load(&path)?,
        };
        if world.format != FORMAT {
            return Err(SandboxError::Format { path, found: world.format, expected: FORMAT });
        }
        Ok(self.cache.world.insert(world))
    }

    pub(crate) fn account(&mut self, id: &AccountId) -> Result<&mut Account, SandboxError> {
        match self.cache.accounts.entry(id.clone()) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => Ok(entry.insert(load(&self.store.account_file(id))?)),
        }
    }

    /// Writes the account as it is in memory.
    pub(crate) fn save_account(&mut self, id: &AccountId) -> Result<(), SandboxError> {
        self.next_revision()?;
        let path = self.store.account_file(id);
        let saved = match self.cache.accounts.get(id) {
            Some(account) => save(&path, account),
            None => Err(SandboxError::Missing { path }),
        };
        if saved.is_err() {
            self.forget_account(id);
        }
        saved
    }

    /// Replaces the world.
    pub(crate) fn save_world(&mut self, world: World) -> Result<(), SandboxError> {
        self.next_revision()?;
        self.cache.world = None;
        save(&self.store.directory.join(WORLD), &world)?;
        self.cache.world = Some(world);
        Ok(())
    }

    /// Drops what is in memory, after a request that failed half way through its changes.
    pub(crate) fn forget_account(&mut self, id: &AccountId) {
        self.cache.accounts.remove(id);
    }

    /// Replaces everything. The world's file goes first and comes last: without it, the next start seeds again.
    pub(crate) fn replace(&mut self, world: World, accounts: Vec<Account>) -> Result<(), SandboxError> {
        self.next_revision()?;
        self.cache.world = None;
        self.cache.accounts.clear();
        let path = self.store.directory.join(WORLD);
        if path.exists() {
            fs::remove_file(&path)?;
        }
        for entry in fs::read_dir(self.store.directory.join(ACCOUNTS))? {
            let file = entry?.path();
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
            if name.is_some_and(|name| is_account_file(&name)) {
                fs::remove_file(file)?;
            }
        }
        for account in accounts {
            save(&self.store.account_file(&account.id), &account)?;
            self.cache.accounts.insert(account.id.clone(), account);
        }
        save(&path, &world)?;
        self.cache.world = Some(world);
        Ok(())
    }

    /// Tells the other processes, before the change itself: one that reads too much again does no harm.
    fn next_revision(&mut self) -> Result<(), SandboxError> {
        let revision = self.cache.revision.wrapping_add(1);
        self.store.write_revision(revision)?;
        self.cache.revision = revision;
        Ok(())
    }
}

fn load<T: DeserializeOwned>(path: &Path) -> Result<T, SandboxError> {
    let text = match std::fs::read(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(SandboxError::Missing { path: path.to_owned() });
        }
        read => read?,
    };
    serde_json::from_slice(&text).map_err(|source| SandboxError::Damaged { path: path.to_owned(), source })
}

fn save<T: Serialize>(path: &Path, value: &T) -> Result<(), SandboxError> {
    let new = path.with_extension("json.new");
    let text = serde_json::to_vec(value)
        .map_err(|source| SandboxError::Damaged { path: path.to_owned(), source })?;
    private().create(true).truncate(true).open(&new)?.write_all(&text)?;
    fs::rename(&new, path)?;
    Ok(())
}

/// `123456789012.json`
fn is_account_file(name: &str) -> bool {
    name.strip_suffix(".json").and_then(AccountId::parse).is_some()
}

/// A file that was being written when its process was killed.
fn is_leftover(name: &str) -> bool {
    name.ends_with(".json.new")
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn make_directory(path: &Path) -> Result<(), SandboxError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|source| SandboxError::Directory { path: path.to_owned(), source })
}
