import styles from './Brand.module.css';

/** The sign of the game: a small board on which X holds a diagonal. Decoration. */
export function Brand() {
  return (
    <svg className={styles['brand']} viewBox="0 0 32 32" aria-hidden="true">
      <path d={square(0, 0) + square(11, 0) + square(22, 11) + square(22, 22)} />
      <path data-holder="x" d={square(22, 0) + square(11, 11) + square(0, 22)} />
      <path data-holder="o" d={square(0, 11) + square(11, 22)} />
    </svg>
  );
}

/** Path of a square with round corners, side 10, by its top left corner. */
function square(x: number, y: number): string {
  return `M${x + 3} ${y}h4a3 3 0 0 1 3 3v4a3 3 0 0 1-3 3h-4a3 3 0 0 1-3-3v-4a3 3 0 0 1 3-3z`;
}
