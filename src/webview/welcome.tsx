import { Icon } from './icon';

/** What stands here before the first answer. `waits` says what for, when a request was asked for. */
export function Welcome({ waits }: { readonly waits: 'answer' | 'request' | undefined }) {
  const { title, text } = words[waits ?? 'nothing'];
  return (
    <main class="blank welcome">
      <Icon name="send" />
      <h2>{title}</h2>
      <p>{text}</p>
    </main>
  );
}

const words = {
  nothing: {
    title: 'No response yet',
    text: 'Open a request file and choose Send above a request. The answer appears here, with its links ready to follow.',
  },
  request: {
    title: 'Getting the request ready',
    text: 'What it needs comes first: a token, a sign-in, or an answer of yours. Nothing of it has been sent.',
  },
  answer: { title: 'Waiting for the answer', text: 'It appears here as soon as it is complete.' },
};
