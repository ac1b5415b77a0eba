import { Component } from 'preact';
import type { Actions } from './actions';
import type { ViewerContent } from './viewer/shownText';
import { TextViewer } from './viewer/textViewer';

interface TextPanelProps {
  readonly content: ViewerContent;
  readonly wrap: boolean;
  readonly actions: Actions;
}

/** Puts the viewer, which builds its own nodes, where preact wants a component. */
export class TextPanel extends Component<TextPanelProps> {
  #viewer: TextViewer | undefined;
  #host: HTMLElement | null = null;

  override componentDidMount(): void {
    const { content, wrap, actions } = this.props;
    this.#viewer = new TextViewer(
      { followLink: actions.followLink, reveal: (offset) => this.#reveal(offset), moved: actions.moved },
      actions.positions,
    );
    this.#host?.append(this.#viewer.element);
    actions.useViewer(this.#viewer);
    this.#viewer.show(content, { wrap });
  }

  override componentDidUpdate(): void {
    this.#viewer?.show(this.props.content, { wrap: this.props.wrap });
  }

  override componentWillUnmount(): void {
    this.#viewer?.dispose();
    this.props.actions.useViewer(undefined);
  }

  #reveal(offset: number): void {
    const { content, actions } = this.props;
    actions.reveal({ part: content.part, index: 0, offset });
  }

  override render() {
    return (
      <div
        class="text"
        ref={(host) => {
          this.#host = host;
        }}
      />
    );
  }
}
