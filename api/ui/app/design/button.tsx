import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { t } from '../words/language.ts';
import { type Drawing, Icon } from './icon.tsx';
import { Key } from './key.tsx';

/** `quiet` has no edge until it is pointed at; `note` is for what the requester never sees. */
export type ButtonKind = 'plain' | 'primary' | 'quiet' | 'note';

interface Look {
  kind?: ButtonKind;
  isSmall?: boolean;
  icon?: Drawing;
  /** The name by which the place around it puts it where it belongs. */
  class?: string;
}

interface Press {
  type?: 'button' | 'submit';
  disabled?: boolean;
  /** What it does, where its words alone do not say that. */
  label?: string;
  /** For one that switches something: whether that is on. */
  isPressed?: boolean;
  /** For one that opens something: whether that is open. */
  isExpanded?: boolean;
  /** The id of what it opens. */
  controls?: string;
  /** The single key that does the same. */
  shortcut?: string;
  onClick?(): void;
}

interface ButtonProps extends Look, Press {
  children: ComponentChildren;
}

export function Button({ icon, children, ...press }: ButtonProps) {
  return (
    <button {...attributesOf(press)}>
      {icon && <Icon of={icon} />}
      {children}
      {press.shortcut && <Key of={press.shortcut} />}
    </button>
  );
}

interface PictureButtonProps {
  src: string;
  /** What it does: the picture itself says nothing to whoever hears the page. */
  label: string;
  onClick(): void;
}

/** A small picture that opens a dialog in which it is looked at. */
export function PictureButton({ src, label, onClick }: PictureButtonProps) {
  return (
    <button
      type="button"
      class="picture-preview"
      aria-label={label}
      aria-haspopup="dialog"
      onClick={onClick}
    >
      <img src={src} alt="" />
    </button>
  );
}

interface SwitchButtonProps extends Look {
  isOn: Signal<boolean>;
  children: ComponentChildren;
}

/** Switches something on and off. */
export function SwitchButton({ isOn, ...rest }: SwitchButtonProps) {
  const flip = () => {
    isOn.value = !isOn.value;
  };
  return <Button {...rest} isPressed={isOn.value} onClick={flip} />;
}

interface IconButtonProps extends Look, Press {
  icon: Drawing;
  label: string;
  /** The same for those who point at it, where fewer words will do. */
  title?: string;
}

export function IconButton({
  icon,
  label,
  title = label,
  kind = 'quiet',
  ...press
}: IconButtonProps) {
  return (
    <button {...attributesOf({ ...press, kind, label })} title={title}>
      <Icon of={icon} />
    </button>
  );
}

interface SubmitButtonProps {
  isSending: boolean;
  children: ComponentChildren;
}

/** Sends the form around it, once at a time. */
export function SubmitButton({ isSending, children }: SubmitButtonProps) {
  return (
    <Button type="submit" kind="primary" disabled={isSending}>
      {isSending ? t('form.sending') : children}
    </Button>
  );
}

interface Link {
  href: string;
  /** Opens in a tab of its own. */
  isOutside?: boolean;
  /** Is kept as a file. */
  isDownload?: boolean;
  onClick?(): void;
}

interface ButtonLinkProps extends Look, Link {
  children: ComponentChildren;
}

/** A link to another page that looks like a button. */
export function ButtonLink({ icon, children, href, ...link }: ButtonLinkProps) {
  return (
    <a href={href} {...linkAttributesOf(link)}>
      {icon && <Icon of={icon} />}
      {children}
    </a>
  );
}

interface IconLinkProps extends Look, Link {
  icon: Drawing;
  label: string;
  title?: string;
}

export function IconLink({
  icon,
  label,
  title = label,
  kind = 'quiet',
  href,
  ...link
}: IconLinkProps) {
  return (
    <a href={href} {...linkAttributesOf({ ...link, kind })} aria-label={label} title={title}>
      <Icon of={icon} />
    </a>
  );
}

interface TextButtonProps {
  /** What it does, where its words do not say that. */
  label?: string;
  title?: string;
  isCurrent?: boolean;
  onClick(): void;
  children: ComponentChildren;
}

/** A button among words: it looks like a link. */
export function TextButton({ label, title, isCurrent, onClick, children }: TextButtonProps) {
  return (
    <button
      type="button"
      class="text-button"
      aria-label={label}
      aria-current={isCurrent || undefined}
      title={title}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

function attributesOf({
  label,
  isPressed,
  isExpanded,
  controls,
  shortcut,
  onClick,
  ...rest
}: Look & Press) {
  return {
    type: rest.type ?? 'button',
    class: classOf(rest),
    disabled: rest.disabled ?? false,
    'aria-label': label,
    'aria-pressed': isPressed,
    'aria-expanded': isExpanded,
    'aria-controls': controls,
    'aria-keyshortcuts': shortcut,
    onClick,
  } as const;
}

function linkAttributesOf({ isOutside, isDownload, onClick, ...look }: Look & Omit<Link, 'href'>) {
  return {
    class: classOf(look),
    ...(isOutside ? { target: '_blank', rel: 'noreferrer' } : {}),
    ...(isDownload ? { download: true } : {}),
    onClick,
  };
}

export function classOf({ kind = 'plain', isSmall, class: place }: Look): string {
  const names = ['button', kind !== 'plain' && kind, isSmall && 'small', place];
  return names.filter(Boolean).join(' ');
}
