import { Icon } from './icon';

/** What stands here before the first answer. */
export function Welcome({ sending }: { readonly sending: boolean }) {
  return (
    <main class="blank welcome">
      <Icon name="send" />
      <h2>{sending ? 'Waiting for the answer' : 'No response yet'}</h2>
      <p>
        {sending
          ? 'It appears here as soon as it is complete.'
          : 'Open a request file and choose Send above a request. The answer appears here, with its links ready to follow.'}
      </p>
    </main>
  );
}
