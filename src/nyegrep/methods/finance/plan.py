"""The economic plan of a municipality: one year with its budgeted revenue and expenditure."""

from __future__ import annotations

from dataclasses import dataclass

PERCENT = 100
ACCOUNTS, BUDGET, PLAN = "accounts", "budget", "plan"
STATUSES = (ACCOUNTS, BUDGET, PLAN)
IN_TIME, LATE = "in_time", "late"
COST_AND_REVENUE, REVENUE_ONLY, NEITHER = "cost_and_revenue", "revenue_only", "neither"


@dataclass(frozen=True)
class PlanYear:
    """One year of the plan, million NOK in the prices of ``price_year``.

    Attributes:
        year: calendar year.
        status: ``accounts``, ``budget`` (the first year, adopted as the budget) or ``plan``.
        revenue: gross operating revenue.
        expenditure: gross operating expenditure, with the unspecified savings taken off already.
        net_interest: interest paid less interest and dividends received.
        instalments: paid on loans.
        depreciation: the part of ``expenditure`` that is depreciation; it is not paid, and is added
            back. Nought where the expenditure has none.
        net_debt: at the end of the year.
        reserves: free reserves at the end of the year.
        unspecified_savings: savings that the expenditure counts on, and that no measure stands for.
        accumulated_deficit: not yet covered, at the end of the year.
        adopted: ``in_time`` or ``late``; ``None`` where it is not told.
        demography: which changes in people the plan counts with: ``cost_and_revenue``,
            ``revenue_only`` or ``neither``.
        price_year: whose prices.
    """

    year: int
    status: str
    revenue: float
    expenditure: float
    net_interest: float
    instalments: float
    depreciation: float = 0.0
    net_debt: float | None = None
    reserves: float | None = None
    unspecified_savings: float = 0.0
    accumulated_deficit: float | None = None
    adopted: str | None = None
    demography: str = NEITHER
    price_year: int = 0

    @property
    def net_operating_result(self) -> float:
        """Revenue - expenditure + depreciation - net interest - instalments.

        Example:
            >>> year = PlanYear(2026, PLAN, 600.0, 595.0, 9.0, 18.0, depreciation=30.0)
            >>> year.net_operating_result
            8.0
        """
        paid = self.expenditure - self.depreciation
        return self.revenue - paid - self.net_interest - self.instalments

    def percent_of_revenue(self, amount: float | None) -> float | None:
        """An amount in per cent of gross operating revenue; ``None`` where it is not known."""
        return None if amount is None else PERCENT * amount / self.revenue
