//! A disk that is soon full.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A small disk of its own under a folder.
pub(crate) struct SmallDisk {
    folder: PathBuf,
}

impl SmallDisk {
    /// None where disks cannot be mounted: only root may.
    pub(crate) fn mount(folder: PathBuf, size: &str) -> Option<Self> {
        fs::create_dir(&folder).unwrap();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(&folder).stderr(Stdio::null()).status();
        mounted.is_ok_and(|status| status.success()).then_some(Self { folder })
    }

    fn filler(&self) -> PathBuf {
        self.folder.join("filler")
    }

    /// Takes what room is left.
    pub(crate) fn fill(&self) {
        let mut filler = File::options().append(true).create(true).open(self.filler()).unwrap();
        for size in [65_536, 512, 1] {
            while filler.write_all(&vec![1; size]).is_ok() {}
        }
    }

    pub(crate) fn free(&self) {
        fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // What fails here leaves a small disk behind, and hides no other failure.
        let _ = Command::new("umount").arg("--lazy").arg(&self.folder).status();
    }
}
