/** One line of progress on standard error, where that is a terminal; results alone go to standard output. */

const WIDTH = 78;

/** Shows what is being done now, in place of what was. @param {string} text */
export function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.slice(0, WIDTH).padEnd(WIDTH)}`);
}

/** Takes the line away. */
export function endProgress() {
  if (process.stderr.isTTY) process.stderr.write(`\r${' '.repeat(WIDTH)}\r`);
}
