import { Component } from 'preact';
import type { LinkView, ResponseOutcomeView, ResponseView } from '../core/view/responseView';
import type { Actions } from './actions';
import { CopyButton } from './buttons';
import { describeLink, shortTarget } from './describeLink';
import { countOf } from './formatFigures';
import { Icon } from './icon';
import { MaskedText } from './maskedText';
import { visibleText } from './visibleText';

interface LinksPanelProps {
  readonly view: ResponseView;
  readonly outcome: ResponseOutcomeView;
  readonly copied: string | undefined;
  readonly actions: Actions;
}

interface LinkGroup {
  readonly resource: string;
  readonly links: readonly LinkView[];
}

/** All links, by the resource that carries them. Groups open on demand: a list of users has thousands of links. */
export class LinksPanel extends Component<
  LinksPanelProps,
  { readonly toggled: ReadonlySet<string>; readonly limit: number }
> {
  override state = { toggled: new Set<string>(), limit: GROUP_STEP };

  override render() {
    const { view, outcome, copied, actions } = this.props;
    const groups = groupByResource(outcome.links);
    if (groups.length === 0) return <p class="quiet">The answer has no links.</p>;
    const shown = groups.slice(0, this.state.limit);
    return (
      <div class="scrolled links" data-testid="links" tabIndex={0} role="region" aria-label="Links">
        {shown.map((group, index) => {
          const open = isOpenAtFirst(groups, index) !== this.state.toggled.has(group.resource);
          return (
            <section key={group.resource}>
              <button type="button" class="group" aria-expanded={open} onClick={() => this.#toggle(group.resource)}>
                <Icon name={open ? 'down' : 'separator'} />
                <span class="group-name">{nameOf(group.resource)}</span>
                <span class="count">{countOf(group.links.length, 'link')}</span>
              </button>
              {open && <LinkTable links={group.links} url={view.request.url} copied={copied} actions={actions} />}
            </section>
          );
        })}
        {shown.length < groups.length && (
          <button
            type="button"
            class="text-button secondary"
            onClick={() => this.setState({ limit: this.state.limit + GROUP_STEP })}
          >
            Show {countOf(Math.min(GROUP_STEP, groups.length - shown.length), 'more resource')}
          </button>
        )}
      </div>
    );
  }

  #toggle(resource: string): void {
    const toggled = new Set(this.state.toggled);
    if (!toggled.delete(resource)) toggled.add(resource);
    this.setState({ toggled });
  }
}

interface LinkTableProps {
  readonly links: readonly LinkView[];
  readonly url: string;
  readonly copied: string | undefined;
  readonly actions: Actions;
}

function LinkTable({ links, url, copied, actions }: LinkTableProps) {
  const shown = links.slice(0, ROW_LIMIT);
  return (
    <>
      <table class="fields link-table">
        <thead class="spoken">
          <tr>
            <th scope="col">Relation</th>
            <th scope="col">Method</th>
            <th scope="col">Target</th>
            <th scope="col">A click</th>
            <th scope="col">Copy</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((link) => (
            <LinkRow key={link.index} link={link} url={url} copied={copied} actions={actions} />
          ))}
        </tbody>
      </table>
      {shown.length < links.length && (
        <p class="quiet">{countOf(links.length - shown.length, 'more link')}: the body has them all.</p>
      )}
    </>
  );
}

function LinkRow({ link, url, copied, actions }: Omit<LinkTableProps, 'links'> & { readonly link: LinkView }) {
  const { name, tooltip, effect, icon } = describeLink(link);
  const target = shortTarget(link, url);
  return (
    <tr>
      <th scope="row">
        {link.effect === 'none' ? (
          <span class="link blocked" title={tooltip}>
            <Icon name={icon} />
            {name}
          </span>
        ) : (
          <button
            type="button"
            class={`link ${icon}`}
            data-rel={visibleText(link.rel)}
            title={tooltip}
            onClick={(event) => {
              if (event.detail < 2) actions.followLink(link.index);
            }}
          >
            {icon !== 'follow' && <Icon name={icon} />}
            {name}
          </button>
        )}
      </th>
      <td class="link-method">{link.effect === 'none' ? '' : link.method}</td>
      <td class="link-target" title={visibleText(link.href)}>
        <MaskedText
          text={target}
          place={{ part: 'link', index: link.index, offset: link.href.length - target.length }}
          actions={actions}
        />
      </td>
      <td class="link-effect">{effect}</td>
      <td class="row-tools">
        <CopyButton what={{ link: link.index }} name={`link ${name}`} copied={copied} actions={actions} />
      </td>
    </tr>
  );
}

/** Links of one resource stand together, in the order of their first. */
function groupByResource(links: readonly LinkView[]): readonly LinkGroup[] {
  const groups = new Map<string, LinkView[]>();
  for (const link of links) {
    const group = groups.get(link.resource);
    if (group === undefined) groups.set(link.resource, [link]);
    else group.push(link);
  }
  return [...groups].map(([resource, members]) => ({ resource, links: members }));
}

function isOpenAtFirst(groups: readonly LinkGroup[], index: number): boolean {
  return index === 0 || groups.length <= 3;
}

function nameOf(resource: string): string {
  return resource === '' ? 'This resource' : visibleText(resource);
}

const GROUP_STEP = 100;
const ROW_LIMIT = 200;
