/**
 * Loaded before a program of the desk (`node --import`). When the process that started it is gone,
 * even killed, the program is asked to stop as by SIGTERM, and ends anyway after a while.
 */
const stopTimeoutMs = 20_000;

if (process.connected) {
  process.on('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), stopTimeoutMs).unref();
  });
  process.channel?.unref();
}
