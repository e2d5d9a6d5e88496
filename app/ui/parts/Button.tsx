import type { ComponentProps, ReactNode } from 'react';
import { useAnnounce } from '../announce/Announcer.tsx';
import { Icon, type IconName } from './Icon.tsx';
import styles from './Button.module.css';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'type' | 'disabled'> {
  /** `main` is the one thing to do next; `plain` has no frame; `danger` cannot be taken back. */
  readonly kind?: 'main' | 'side' | 'plain' | 'danger';
  readonly submit?: boolean;
  readonly icon?: IconName;
  /**
   * Nothing happens on a click, and it says so. Not `disabled`, because a control that is disabled under the
   * focus of a keyboard loses it.
   */
  readonly blocked?: boolean;
  /** Blocks the button as well, and is told: as its tooltip, and to whoever presses it all the same. */
  readonly obstacle?: string | null;
  readonly children: ReactNode;
}

export function Button(props: ButtonProps) {
  const {
    kind = 'side',
    submit = false,
    icon,
    blocked = false,
    children,
    onClick,
    obstacle = null,
    ...rest
  } = props;
  const announce = useAnnounce();
  return (
    <button
      title={obstacle ?? undefined}
      {...rest}
      type={submit ? 'submit' : 'button'}
      className={styles['button']}
      data-kind={kind}
      aria-disabled={blocked || obstacle !== null || undefined}
      onClick={(event) => {
        if (!blocked && obstacle === null) {
          onClick?.(event);
          return;
        }
        event.preventDefault();
        if (obstacle !== null) announce(obstacle);
      }}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}
