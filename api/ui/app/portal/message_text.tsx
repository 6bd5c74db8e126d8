import type { ComponentChild } from 'preact';
import { Text } from '../design/text.tsx';

const articleAddress = /(https?:\/\/[^\s/]+\/portal\/help\/[a-z0-9-]+)/g;

/** Words of a message as they were written; addresses of this desk's own articles can be followed. */
export function MessageText({ body }: { body: string }) {
  const parts = body.split(articleAddress);
  return <Text>{parts.map((part, index) => (index % 2 === 1 ? linked(part) : part))}</Text>;
}

function linked(address: string): ComponentChild {
  const { origin, pathname } = new URL(address);
  return origin === location.origin ? <a href={pathname}>{address}</a> : address;
}
