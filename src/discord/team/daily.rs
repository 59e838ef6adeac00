//! The message of each working morning: what waits, what is late, whose it is.

use anyhow::Result;

use crate::discord::reception::Reception;
use crate::sessions::{ageing_text, day_to_tell};

impl Reception {
    /// Tells the team the day's message, once, if anything waits.
    pub(super) async fn tell_the_day(&self) -> Result<()> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let (Some(delivery), Some(day)) = (self.to_team(), day_to_tell(now)) else { return Ok(()) };
        if store.daily_was_told(day).await? {
            return Ok(());
        }
        let Some(text) = ageing_text(&store.queue(now).await?, now) else { return Ok(()) };
        let told = format!("{text}\n<{}/staff/questions>", self.parts.office.origin);
        if store.tell_daily(day, told, delivery, now).await? {
            self.parts.wake.notify_one();
        }
        Ok(())
    }
}
