# One small service that costs nothing while nobody plays: it serves the page, too. Nothing else need be set;
# give the project by TF_VAR_project_id or -var.

# Half of the budget spent, and you hear of it. The amount is in the currency of your billing account.
budget_amount     = 1
budget_thresholds = [0.5, 0.9, 1]
