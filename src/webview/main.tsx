import { render } from 'preact';
import { App } from './app';
import { Controller } from './controller';

const root = document.getElementById('app');
if (root === null) throw new Error('The page has no element for the view.');
const controller = new Controller(acquireVsCodeApi(), (model, actions) =>
  render(<App model={model} actions={actions} />, root),
);
window.addEventListener('message', (event: MessageEvent<unknown>) => controller.receive(event.data));
document.addEventListener('keydown', (event) => controller.key(event));
document.addEventListener('visibilitychange', () => controller.save());
controller.start();
