/** Small drawings beside the rules. The words say all of it, so they are hidden from assistive technology. */
import type { ReactNode } from 'react';
import styles from './pictures.module.css';

const NINE = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
/** Side of a drawing, of one of its nine squares, and from square to square, in SVG units. */
const SIDE = 96;
const SQUARE = 30;
const STEP = 33;

const left = (index: number) => (index % 3) * STEP;
const top = (index: number) => Math.trunc(index / 3) * STEP;

function Picture({ children }: { readonly children: ReactNode }) {
  return (
    <svg className={styles['picture']} viewBox={`0 0 ${SIDE} ${SIDE}`} aria-hidden="true">
      {children}
    </svg>
  );
}

function Ground({ index, kind }: { readonly index: number; readonly kind?: string | undefined }) {
  return (
    <rect
      className={styles['ground']}
      data-kind={kind}
      x={left(index)}
      y={top(index)}
      width={SQUARE}
      height={SQUARE}
      rx="6"
    />
  );
}

/** A mark in the middle of a square. `reach`: from its middle to its edge, in SVG units. */
function Sign({
  index,
  player,
  reach = 8,
}: {
  readonly index: number;
  readonly player: 'X' | 'O';
  readonly reach?: number;
}) {
  const x = left(index) + SQUARE / 2;
  const y = top(index) + SQUARE / 2;
  return player === 'X' ? (
    <path
      className={styles['sign']}
      data-player="X"
      d={`M${x - reach} ${y - reach}l${2 * reach} ${2 * reach}m0-${2 * reach}l-${2 * reach} ${2 * reach}`}
    />
  ) : (
    <circle className={styles['sign']} data-player="O" cx={x} cy={y} r={reach} />
  );
}

/** One local board, taken by X along its diagonal. */
export function ThreeCellsPicture() {
  return (
    <Picture>
      {NINE.map((index) => (
        <Ground key={index} index={index} kind={index % 4 === 0 ? 'x' : undefined} />
      ))}
      <Sign index={0} player="X" />
      <Sign index={4} player="X" />
      <Sign index={8} player="X" />
      <Sign index={1} player="O" />
      <Sign index={6} player="O" />
    </Picture>
  );
}

/** A mark in the top right cell of the centre board sends to the top right board. */
export function SendPicture() {
  return (
    <Picture>
      {NINE.map((index) => (
        <Ground key={index} index={index} kind={index === 2 ? 'target' : undefined} />
      ))}
      {NINE.map((cell) => (
        <rect
          key={cell}
          className={styles['cell']}
          x={left(4) + 3 + (cell % 3) * 8.5}
          y={top(4) + 3 + Math.trunc(cell / 3) * 8.5}
          width="7"
          height="7"
          rx="1.5"
        />
      ))}
      <path
        className={styles['sign']}
        data-player="X"
        data-size="small"
        d="M54.6 37.6l3.6 3.6m0-3.6l-3.6 3.6"
      />
      <path className={styles['arrow']} d="M61 34L74 21M65.5 20.5H74.5V29.5" />
    </Picture>
  );
}

/** Three local boards in a column for O. */
export function ThreeBoardsPicture() {
  return (
    <Picture>
      {NINE.map((index) => (
        <Ground key={index} index={index} kind={index % 3 === 1 ? 'o' : undefined} />
      ))}
      <Sign index={1} player="O" reach={10} />
      <Sign index={4} player="O" reach={10} />
      <Sign index={7} player="O" reach={10} />
      <Sign index={0} player="X" reach={9} />
      <Sign index={5} player="X" reach={9} />
    </Picture>
  );
}
