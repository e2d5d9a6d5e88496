import styles from './Icon.module.css';

/** Outlines in a square of 24; drawn for this client. */
const ICONS = {
  copy: 'M9 9h10v10H9zM5 15V5h10',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  share: 'M12 15V4M8 7.5L12 3.5l4 4M5 12v7.5h14V12',
  qr: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18.5 14.5h1M14.5 19h1',
  reroll: 'M4.5 12a7.5 7.5 0 0 1 13-5l2 2M19.5 4.5V9H15M19.5 12a7.5 7.5 0 0 1-13 5l-2-2M4.5 19.5V15H9',
  undo: 'M9 5L4.5 9.5 9 14M5 9.5h9a5.5 5.5 0 0 1 0 11h-3',
  back: 'M19 12H5M11 6l-6 6 6 6',
  pen: 'M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5',
  up: 'M5.5 15.5L12 9l6.5 6.5',
  down: 'M5.5 8.5L12 15l6.5-6.5',
  devices: 'M8 3.5h8v17H8zM11 17.5h2',
} as const;
export type IconName = keyof typeof ICONS;

/** Decoration beside words: hidden from assistive technology. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className={styles['icon']} viewBox="0 0 24 24" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  );
}
