"""The keys of the cluster manager."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from dsql_tui.ui.bindings import bind


def _bind(key: str, action: str, label: str, tooltip: str, name: str = "") -> Binding:
    verb, _, parameter = action.partition("(")
    name = name or parameter.strip("')") or verb
    return Binding(key, action, label, tooltip=tooltip, id=f"clusters.{name}")


KEYS: list[BindingType] = [
    _bind("enter", "connect", "Connect", "Connect to the cluster."),
    _bind("c", "create", "Create", "Create a cluster in one region or two."),
    _bind("n", "form('rename')", "Rename", "Change the Name tag."),
    _bind("t", "form('tags')", "Edit tags", "Change the tags."),
    _bind("p", "form('protect')", "Protect", "Turn deletion protection on or off."),
    _bind("m", "form('statistics')", "Statistics", "Turn statement statistics on or off."),
    _bind("o", "form('policy')", "Edit policy", "Edit the cluster's policy."),
    _bind("l", "form('link')", "Link", "Link the two clusters of a multi-Region cluster."),
    _bind("d", "form('delete')", "Delete", "Delete the cluster; you must type its name."),
    _bind("x", "export", "Export", "Export for CloudFormation, the AWS CLI or Terraform."),
    _bind("i", "iam", "IAM policy", "Write an IAM policy for an identity that connects."),
    _bind("y", "copy('endpoint')", "Copy endpoint", "Copy the endpoint.", "copy_endpoint"),
    _bind("a", "copy('ARN')", "Copy ARN", "Copy the ARN.", "copy_arn"),
    _bind("escape,q", "leave", "Back", "Go back; calls already made continue in AWS."),
    _bind("ctrl+r,r", "list", "Refresh", "Refresh the clusters."),
    _bind("s", "sort", "Sort", "Sort by the next column."),
    bind("question_mark", "app.help", "Help", "Show all keys.", "clusters.help"),
]
