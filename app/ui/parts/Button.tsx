import type { ComponentProps, ReactNode } from 'react';
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
  readonly children: ReactNode;
}

export function Button(props: ButtonProps) {
  const { kind = 'side', submit = false, icon, blocked = false, children, onClick, ...rest } = props;
  return (
    <button
      {...rest}
      type={submit ? 'submit' : 'button'}
      className={styles['button']}
      data-kind={kind}
      aria-disabled={blocked || undefined}
      onClick={blocked ? (event) => event.preventDefault() : onClick}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}
