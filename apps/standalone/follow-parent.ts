/**
 * Preloaded into every process that the standalone starts: when the standalone is gone without having stopped
 * it (kill -9), it asks itself to stop, and insists when that takes too long.
 */
const PATIENCE_MS = 10_000;

process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), PATIENCE_MS).unref();
});
// Listening must not keep a process alive that is done.
process.channel?.unref();
