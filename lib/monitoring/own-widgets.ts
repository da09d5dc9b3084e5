import { CustomWidget, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { WidgetView } from '../../lambdas/widgets/show-widget.ts';

export interface OwnWidget {
  readonly title: string;
  readonly view: WidgetView;
  /** Integration that it is about. @default all */
  readonly shown?: string;
  readonly width: number;
  readonly height: number;
}

/** A widget that a function of ours makes. It shows what is now: another time range changes nothing. */
export function ownWidget(
  endpoint: string,
  { title, view, shown, width, height }: OwnWidget,
): IWidget {
  return new CustomWidget({
    functionArn: endpoint,
    title,
    width,
    height,
    params: { view, ...(shown !== undefined && { shown }) },
    updateOnRefresh: true,
    updateOnResize: false,
    updateOnTimeRangeChange: false,
  });
}
