import { encode } from 'uqr';

export interface QrPicture {
  /** Side of the square picture, in modules, quiet zone included. */
  readonly side: number;
  /** SVG path of the dark modules: one stroke of height 1 for each run in a row. */
  readonly path: string;
}

/** ISO/IEC 18004 asks for four light modules around a QR code. */
const QUIET_ZONE = 4;

export function qrPicture(text: string): QrPicture {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  return { side: size, path: data.map(rowPath).join('') };
}

function rowPath(row: readonly boolean[], y: number): string {
  let path = '';
  for (let x = 0; x < row.length; x += 1) {
    if (row[x] !== true) continue;
    const start = x;
    while (row[x + 1] === true) x += 1;
    path += `M${start} ${y}h${x - start + 1}v1H${start}z`;
  }
  return path;
}
