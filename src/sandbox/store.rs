//! Where the state is between requests: one JSON file for the world, one for each account.
//!
//! Owns files, the lock and the cache. Each file is replaced by write-and-rename, so a process that is killed leaves the
//! old or the new state, never half of one; there is no sync to disk, because the sandbox has to survive a killed
//! process and not a power cut. A lock file keeps processes apart that share the directory, and a file another process
//! has replaced is read again.

use std::collections::BTreeMap;
use std::fs::{File, Metadata, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

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

#[derive(Debug, Default)]
struct Cache {
    world: Option<Cached<World>>,
    accounts: BTreeMap<AccountId, Cached<Account>>,
}

#[derive(Debug)]
struct Cached<T> {
    value: T,
    stamp: Stamp,
}

/// What changes when a file is replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    #[cfg(unix)]
    inode: u64,
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
                    return Err(SandboxError::NotASandbox {
                        directory: directory.to_owned(),
                    });
                }
            }
        }
        make_directory(&directory.join(ACCOUNTS))?;
        let lock = private()
            .create(true)
            .truncate(false)
            .open(directory.join(LOCK))?;
        Ok(Self {
            directory: directory.to_owned(),
            lock,
            cache: Mutex::default(),
        })
    }

    /// Takes the state for one request; other processes wait meanwhile.
    pub(crate) fn session(&self) -> Result<Session<'_>, SandboxError> {
        // A panic while the lock was held leaves the cache as the last load or save made it.
        let cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        self.lock.lock()?;
        Ok(Session { store: self, cache })
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
        let stamp = Stamp::of(&path)?;
        let stale = self
            .cache
            .world
            .as_ref()
            .is_none_or(|cached| cached.stamp != stamp);
        if stale {
            let loaded: Cached<World> = load(&path)?;
            if loaded.value.format != FORMAT {
                return Err(SandboxError::Format {
                    path,
                    found: loaded.value.format,
                    expected: FORMAT,
                });
            }
            self.cache.world = Some(loaded);
        }
        match &self.cache.world {
            Some(cached) => Ok(&cached.value),
            None => Err(SandboxError::Missing { path }),
        }
    }

    pub(crate) fn account(&mut self, id: &AccountId) -> Result<&mut Account, SandboxError> {
        let path = self.store.account_file(id);
        let stamp = Stamp::of(&path)?;
        let stale = self
            .cache
            .accounts
            .get(id)
            .is_none_or(|cached| cached.stamp != stamp);
        if stale {
            self.cache.accounts.insert(id.clone(), load(&path)?);
        }
        match self.cache.accounts.get_mut(id) {
            Some(cached) => Ok(&mut cached.value),
            None => Err(SandboxError::Missing { path }),
        }
    }

    /// Writes the account as it is in memory.
    pub(crate) fn save_account(&mut self, id: &AccountId) -> Result<(), SandboxError> {
        let path = self.store.account_file(id);
        let cached = self.cache.accounts.get_mut(id);
        let Some(cached) = cached else {
            return Err(SandboxError::Missing { path });
        };
        match save(&path, &cached.value) {
            Ok(stamp) => {
                cached.stamp = stamp;
                Ok(())
            }
            Err(error) => {
                self.forget_account(id);
                Err(error)
            }
        }
    }

    /// Drops what is in memory, after a request that failed half way through its changes.
    pub(crate) fn forget_account(&mut self, id: &AccountId) {
        self.cache.accounts.remove(id);
    }

    /// Replaces everything. The world's file comes last: without it, the next start seeds again.
    pub(crate) fn replace(&mut self, world: World, accounts: Vec<Account>) -> Result<(), SandboxError> {
        let path = self.store.directory.join(WORLD);
        *self.cache = Cache::default();
        if path.exists() {
            fs::remove_file(&path)?;
        }
        for entry in fs::read_dir(self.store.directory.join(ACCOUNTS))? {
            let file = entry?.path();
            if file.extension().is_some_and(|extension| extension == "json") {
                fs::remove_file(file)?;
            }
        }
        for account in accounts {
            let stamp = save(&self.store.account_file(&account.id), &account)?;
            self.cache.accounts.insert(
                account.id.clone(),
                Cached {
                    value: account,
                    stamp,
                },
            );
        }
        let stamp = save(&path, &world)?;
        self.cache.world = Some(Cached { value: world, stamp });
        Ok(())
    }
}

impl Stamp {
    fn of(path: &Path) -> Result<Self, SandboxError> {
        match std::fs::metadata(path) {
            Ok(metadata) => Ok(Self::read(&metadata)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(SandboxError::Missing {
                path: path.to_owned(),
            }),
            Err(error) => Err(error.into()),
        }
    }

    fn read(metadata: &Metadata) -> Self {
        Self {
            modified: metadata.modified().ok(),
            length: metadata.len(),
            #[cfg(unix)]
            inode: std::os::unix::fs::MetadataExt::ino(metadata),
        }
    }
}

fn load<T: DeserializeOwned>(path: &Path) -> Result<Cached<T>, SandboxError> {
    let stamp = Stamp::of(path)?;
    let text = fs::read(path)?;
    let value = serde_json::from_slice(&text).map_err(|source| SandboxError::Damaged {
        path: path.to_owned(),
        source,
    })?;
    Ok(Cached { value, stamp })
}

fn save<T: Serialize>(path: &Path, value: &T) -> Result<Stamp, SandboxError> {
    let new = path.with_extension("json.new");
    let text = serde_json::to_vec(value).map_err(|source| SandboxError::Damaged {
        path: path.to_owned(),
        source,
    })?;
    let mut file = private().create(true).truncate(true).open(&new)?;
    file.write_all(&text)?;
    let stamp = Stamp::read(&file.metadata()?);
    drop(file);
    fs::rename(&new, path)?;
    Ok(stamp)
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
    builder.create(path).map_err(|source| SandboxError::Directory {
        path: path.to_owned(),
        source,
    })
}
