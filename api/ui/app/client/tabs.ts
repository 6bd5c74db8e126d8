/** What the tabs of one browser tell each other, beside the changes of tickets. */
type Topic = 'session' | 'notifications';

const channelName = 'palier.tabs';

export function tellTabs(topic: Topic): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(topic);
  channel.close();
}

/** @returns how to stop hearing of it */
export function hearTabs(topic: Topic, listener: () => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = ({ data }: MessageEvent<Topic>) => {
    if (data === topic) listener();
  };
  return () => channel.close();
}
